import { constants } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { UsageError } from "../usage-error.ts";

/**
 * The bytes of a file that the operator named.
 * @param what for the message: what the file should be
 * @param most bytes that it may have: more is not read at all
 * @throws UsageError where it is no file, or cannot be read
 */
export function readSaved(file: string, what: string, most = constants.MAX_STRING_LENGTH): Buffer {
  if (checkSaved(file, what) > most) {
    throw new UsageError(`${file}: is larger than ${Math.ceil(most / 1024 / 1024)} MiB; name ${what}.`);
  }
  return whileReading(file, () => readFileSync(file));
}

/**
 * The size of a file that the operator named, in bytes.
 * @throws UsageError if it is no file
 */
export function checkSaved(file: string, what: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${file}: there is no such file; name ${what}.`);
  if (!stat.isFile()) throw new UsageError(`${file}: is not a file; name ${what}.`);
  return stat.size;
}

/** Reads, and says it as a UsageError if the platform does not let us. */
export function whileReading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`${file}: cannot be read; check its permissions.`);
  }
}
