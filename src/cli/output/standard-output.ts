import { writeSync } from "node:fs";
import { OutputError } from "../usage-error.ts";

const STDOUT = 1;
/** After this time without a reader, a pipe is given up. */
const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 5;

/**
 * Writes all of a text to standard output. If the reader went away (`| head`), the rest is dropped, which is not an
 * error. Any other failure throws OutputError.
 */
export function writeOut(text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  let waited = 0;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
      waited = 0;
    } catch (error) {
      const code = codeOf(error);
      if (code === "EPIPE") return;
      if (code !== "EAGAIN" || waited > LONGEST_WAIT_MS) {
        throw new OutputError(
          `Standard output cannot be written (${code}): the report there may be incomplete. Check the disk or pipe.`,
        );
      }
      // EAGAIN: the pipe is full. Blocking is safe because nothing else runs now.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      waited += PAUSE_MS;
    }
  }
}

/** The platform's code of an error, such as `ENOSPC`, or `unknown`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
