import { constants } from "node:buffer";
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { UsageError } from "../usage-error.ts";

/**
 * The bytes of a file that the operator named.
 * @param what for the message: what the file should be
 * @param most largest size in bytes: a larger file is not read
 * @throws UsageError if it is not a file, or cannot be read
 */
export function readSaved(file: string, what: string, most = constants.MAX_STRING_LENGTH): Buffer {
  if (checkSaved(file, what) > most) {
    throw new UsageError(`${file}: larger than ${Math.ceil(most / 1024 / 1024)} MiB. Name ${what}.`);
  }
  return whileReading(file, () => readFileSync(file));
}

/**
 * The size of a file that the operator named, in bytes.
 * @throws UsageError if it is no file
 */
function checkSaved(file: string, what: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${file}: no such file. Name ${what}.`);
  if (!stat.isFile()) throw new UsageError(`${file}: not a file. Name ${what}.`);
  return stat.size;
}

/** Enough to know what a file is. */
const BEGINNING = 200;

/**
 * The first characters of a file that the operator named.
 * @throws UsageError if it is not a file, or cannot be read
 */
export function readBeginning(file: string, what: string): string {
  checkSaved(file, what);
  return whileReading(file, () => {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(BEGINNING);
      return bytes.subarray(0, readSync(descriptor, bytes)).toString("utf8");
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Reads, and turns an error of the platform into a UsageError. */
export function whileReading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`${file}: cannot be read. Check its permissions.`);
  }
}
