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
  readonly #lineOf: (record: JournalRecord) => string;

  /**
   * Creates the file. Throws the platform's error if it cannot, or if the file exists.
   * @param lineOf the line of a cell, without any secret
   */
  constructor(path: string, runId: string, lineOf: (record: JournalRecord) => string) {
    this.#lineOf = lineOf;
    this.#fd = openSync(path, "wx", 0o600);
    this.#write(JSON.stringify({ kind: "run", format: "aoai-probe/journal/v1", run: runId }));
  }

  /** Appends a cell; it is on the disk when this returns. */
  append(record: JournalRecord): void {
    this.#write(this.#lineOf(record));
    fdatasyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }
}
