import { closeSync, openSync, readSync } from "node:fs";

/** Where a line stands in its file: bytes, without the line end. */
interface Place {
  at: number;
  length: number;
}

/** Files are read in blocks of so many bytes. A line read again is mostly the next one in the file. */
const BLOCK = 128 * 1024;
const LINE_END = 0x0a;
/** A cell's recording is bounded by the limits of a hop and of a session, far below this. */
const LONGEST_LINE = 256 * 1024 * 1024;
/** Readings kept after they were made again: a view mostly looks at a result and the one beside it in turns. */
const MOST_KEPT = 4;

/** A text file that is read a line at a time, of which any line can be had again later without keeping it. */
export class LineFile<T> {
  readonly #path: string;
  readonly #read: (line: string) => T;
  /** The block read last, in memory that is used again and again. */
  #memory: Buffer = Buffer.alloc(0);
  #block = { at: 0, length: 0 };
  /** A ring and no map: what a map once held outlives several collections of garbage. */
  readonly #kept: { at: number; reading: T }[] = [];
  #next = 0;

  /** @param read what a line is to whoever reads it again; throws if it is no longer the line that it was */
  constructor(path: string, read: (line: string) => T) {
    this.#path = path;
    this.#read = read;
  }

  /**
   * Every line in order, the last one also if it has no line end. Nothing more comes from where a line is longer than
   * any of ours. Throws the platform's error if the file cannot be read.
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

  /** The reading of a line that was read before. Throws the platform's error if the file is gone. */
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
