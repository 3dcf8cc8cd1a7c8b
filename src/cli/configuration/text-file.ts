import { readFileSync, statSync } from "node:fs";
import { UsageError } from "../usage-error.ts";

const LARGEST_BYTES = 1 << 20;

/**
 * Reads a file that another program may have written: UTF-8, or UTF-16 with its mark. Null if it is no regular file.
 * @throws UsageError if the file is too large, cannot be read, or is not text
 */
export function readTextFile(path: string, name: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return null;
  if (stat.size > LARGEST_BYTES) throw new UsageError(`${name}: larger than 1 MiB: name a smaller file.`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new UsageError(`${name}: cannot be read: check its permissions.`);
  }
  return decodeText(bytes, name);
}

/** Windows editors and `>` of PowerShell write UTF-16, with a mark at the beginning. */
function decodeText(bytes: Buffer, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: encoding !== "utf-8" }).decode(bytes);
  } catch {
    throw new UsageError(`${name}: is not valid UTF-16: save it as UTF-8.`);
  }
  if (text.includes("\0")) throw new UsageError(`${name}: has NUL characters, so it is not text: save it as UTF-8.`);
  return text;
}
