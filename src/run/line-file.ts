import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";

/** Where a line stands in its file: bytes, without the line end. */
export interface Place {
  at: number;
  length: number;
}

/** Files are read in blocks of so many bytes. A line read again is mostly the next one in the file. */
const BLOCK = 128 * 1024;
const LINE_END = 0x0a;

/** A text file that is read a line at a time, of which any line can be had again later without keeping it. */
export class LineFile {
  readonly #path: string;
  /** The block read last, in memory that is used again and again. */
  #memory: Buffer = Buffer.alloc(0);
  #block = { at: 0, length: 0 };

  constructor(path: string) {
    this.#path = path;
  }

  /** Every line in order, the last one also if it has no line end. */
  async *lines(): AsyncGenerator<{ text: string; place: Place }> {
    const file = await open(this.#path);
    try {
      const block = Buffer.alloc(BLOCK);
      let begun: Buffer[] = [];
      let at = 0;
      for (let position = 0; ; ) {
        const { bytesRead } = await file.read(block, 0, BLOCK, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        let from = 0;
        const read = block.subarray(0, bytesRead);
        for (let end = read.indexOf(LINE_END); end !== -1; end = read.indexOf(LINE_END, from)) {
          const line = Buffer.concat([...begun, read.subarray(from, end)]);
          begun = [];
          yield { text: line.toString("utf8"), place: { at, length: line.length } };
          at += line.length + 1;
          from = end + 1;
        }
        if (from < bytesRead) begun.push(Buffer.from(read.subarray(from)));
      }
      const last = Buffer.concat(begun);
      if (last.length > 0) yield { text: last.toString("utf8"), place: { at, length: last.length } };
    } finally {
      await file.close();
    }
  }

  /** A line that was read before. Throws the platform's error if the file is gone. */
  again({ at, length }: Place): string {
    const { at: begin, length: held } = this.#block;
    if (at < begin || at + length > begin + held) this.#read(at, Math.max(length, BLOCK));
    const from = at - this.#block.at;
    return this.#memory.toString("utf8", from, from + length);
  }

  #read(at: number, length: number): void {
    if (this.#memory.length < length) this.#memory = Buffer.alloc(length);
    const file = openSync(this.#path, "r");
    try {
      let filled = 0;
      for (let count = -1; count !== 0 && filled < length; filled += count) {
        count = readSync(file, this.#memory, filled, length - filled, at + filled);
      }
      this.#block = { at, length: filled };
    } finally {
      closeSync(file);
    }
  }
}
