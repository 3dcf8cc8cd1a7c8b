import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import type { Recording } from "../model/recording.ts";

/** A finished cell, as the journal keeps it. */
export interface JournalRecord {
  cell: string;
  recording: Recording;
}

/** The file that finished cells are appended to, one line of JSON each; never rewritten, readable by its owner only. */
export class Journal {
  readonly #fd: number;
  readonly #leaks: (text: string) => boolean;

  /**
   * Creates the file. Throws the platform's error where it cannot, or where it exists.
   * @param leaks the net below redaction: whether a line would hold a secret of the run
   */
  constructor(path: string, runId: string, leaks: (text: string) => boolean) {
    this.#leaks = leaks;
    this.#fd = openSync(path, "wx", 0o600);
    this.#write({ kind: "run", format: "aoai-probe/journal/v1", run: runId });
  }

  /** Appends a cell; it is on the disk when this returns. Throws, without the value, where it would leak. */
  append(record: JournalRecord): void {
    this.#write({ kind: "cell", ...record });
    fdatasyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(line: object): void {
    const text = JSON.stringify(line);
    if (this.#leaks(text)) throw new Error("a line of the journal was not written: it would hold a secret of this run");
    const bytes = Buffer.from(`${text}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }
}
