import { closeSync, createReadStream, fdatasyncSync, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
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

/** Reads the finished cells back, one at a time. A torn last line, as a kill leaves it, is no cell. */
export async function* readJournal(path: string): AsyncGenerator<JournalRecord> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const record = parse(line);
    if (record !== null) yield record;
  }
}

function parse(line: string): JournalRecord | null {
  const value = parseJson(line);
  return isCellLine(value) ? { cell: value.cell, recording: value.recording } : null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** The line was written by us, whole or torn: that it has the parts of a cell is enough to know which. */
function isCellLine(value: unknown): value is JournalRecord & { kind: "cell" } {
  if (!isObject(value) || value.kind !== "cell" || typeof value.cell !== "string") return false;
  return isObject(value.recording) && Array.isArray(value.recording.attempts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
