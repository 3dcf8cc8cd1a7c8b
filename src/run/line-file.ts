import { closeSync, createReadStream, openSync, readSync } from "node:fs";

/** Where a line stands in its file: bytes, without the line end. */
export interface Place {
  at: number;
  length: number;
}

/** Lines are read again in blocks of so many bytes: mostly the next line wanted is the next one in the file. */
const BLOCK = 128 * 1024;
const LINE_END = 0x0a;

/** A text file that is read a line at a time, of which any line can be had again later without keeping it. */
export class LineFile {
  readonly #path: string;
  #block: { at: number; bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) };

  constructor(path: string) {
    this.#path = path;
  }

  /** Every line in order, the last one also if it has no line end. */
  async *lines(): AsyncGenerator<{ text: string; place: Place }> {
    let at = 0;
    let rest: Buffer[] = [];
    for await (const chunk of createReadStream(this.#path, { highWaterMark: BLOCK })) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, from)) {
        const line = Buffer.concat([...rest, chunk.subarray(from, end)]);
        rest = [];
        yield { text: line.toString("utf8"), place: { at, length: line.length } };
        at += line.length + 1;
        from = end + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
    const last = Buffer.concat(rest);
    if (last.length > 0) yield { text: last.toString("utf8"), place: { at, length: last.length } };
  }

  /** A line that was read before. Throws the platform's error if the file is gone. */
  again({ at, length }: Place): string {
    const { at: begin, bytes } = this.#block;
    if (at < begin || at + length > begin + bytes.length) {
      this.#block = { at, bytes: this.#read(at, Math.max(length, BLOCK)) };
    }
    const from = at - this.#block.at;
    return this.#block.bytes.toString("utf8", from, from + length);
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const file = openSync(this.#path, "r");
    try {
      let filled = 0;
      for (let count = -1; count !== 0 && filled < length; filled += count) {
        count = readSync(file, bytes, filled, length - filled, at + filled);
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(file);
    }
  }
}
