import { readFileSync, statSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/**
 * The bytes of a file that the operator named.
 * @param what for the message: what the file should be
 * @throws UsageError where it is no file, or cannot be read
 */
export function readSaved(file: string, what: string): Buffer {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`${file}: is not a file; name ${what}.`);
  }
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`${file}: cannot be read; check its permissions.`);
  }
}
