import { constants } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/**
 * The bytes of a file that the operator named.
 * @param what for the message: what the file should be
 * @param most bytes that it may have: more is not read at all
 * @throws UsageError where it is no file, or cannot be read
 */
export function readSaved(file: string, what: string, most = constants.MAX_STRING_LENGTH): Buffer {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${file}: there is no such file; name ${what}.`);
  if (!stat.isFile()) throw new UsageError(`${file}: is not a file; name ${what}.`);
  if (stat.size > most) {
    throw new UsageError(`${file}: is larger than ${Math.ceil(most / 1024 / 1024)} MiB; name ${what}.`);
  }
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`${file}: cannot be read; check its permissions.`);
  }
}
