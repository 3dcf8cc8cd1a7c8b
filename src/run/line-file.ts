import { closeSync, openSync, readSync } from "node:fs";

/** Position of a line in its file, in bytes without the line end. */
interface Place {
  at: number;
  length: number;
}

/** Files are read in blocks of this size, because the line needed next is usually the next one in the file. */
const BLOCK = 128 * 1024;
const LINE_END = 0x0a;
/** The limits of hops and sessions keep the recording of a cell far below this size. */
const LONGEST_LINE = 256 * 1024 * 1024;
/** Cached readings: a view usually alternates between one result and a related one. */
const MOST_KEPT = 4;

/** A text file that is read line by line. Any line can be read again later, without keeping it in memory. */
export class LineFile<T> {
  readonly #path: string;
  readonly #read: (line: string) => T;
  /** The block read last, in memory that is reused. */
  #memory: Buffer = Buffer.alloc(0);
  #block = { at: 0, length: 0 };
  /** A ring instead of a map, because values that a map once held survive several garbage collections. */
  readonly #kept: { at: number; reading: T }[] = [];
  #next = 0;

  /** @param read parses a line when it is read again; throws if the line has changed */
  constructor(path: string, read: (line: string) => T) {
    this.#path = path;
    this.#read = read;
  }

  /**
   * Returns every line in order, including a last one without a line end. It stops at a line that is longer than any
   * journal line. Throws the platform's error if the file cannot be read.
   */
  *lines(): Generator<{ text: string; place: Place }> {
    const file = openSync(this.#path, "r");
    try {
      const memory = Buffer.alloc(BLOCK);
      let begun: Buffer[] = [];
      let length = 0;
      let at = 0;
      for (let count = readSync(file, memory); count > 0; count = readSync(file, memory)) {
        const block = memory.subarray(0, count);
        let from = 0;
        for (let end = block.indexOf(LINE_END); end !== -1; end = block.indexOf(LINE_END, from)) {
          const line = Buffer.concat([...begun, block.subarray(from, end)]);
          begun = [];
          length = 0;
          yield { text: line.toString("utf8"), place: { at, length: line.length } };
          at += line.length + 1;
          from = end + 1;
        }
        if (from < count) begun.push(Buffer.from(block.subarray(from)));
        length += count - from;
        if (length > LONGEST_LINE) return;
      }
      const last = Buffer.concat(begun);
      if (last.length > 0) yield { text: last.toString("utf8"), place: { at, length: last.length } };
    } finally {
      closeSync(file);
    }
  }

  /** Reads a line again. Throws the platform's error if the file is gone. */
  again({ at, length }: Place): T {
    const known = this.#kept.find((one) => one.at === at);
    if (known !== undefined) return known.reading;
    const reading = this.#read(this.#lineAt(at, length));
    this.#kept[this.#next] = { at, reading };
    this.#next = (this.#next + 1) % MOST_KEPT;
    return reading;
  }

  #lineAt(at: number, length: number): string {
    const { at: begin, length: held } = this.#block;
    if (at < begin || at + length > begin + held) this.#fill(at, Math.max(length, BLOCK));
    const from = at - this.#block.at;
    return this.#memory.toString("utf8", from, from + length);
  }

  #fill(at: number, length: number): void {
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
