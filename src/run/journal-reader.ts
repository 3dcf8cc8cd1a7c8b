import { setImmediate } from "node:timers/promises";
import type { Recording } from "../model/recording.ts";
import type { JournalRecord } from "./journal.ts";
import { LineFile } from "./line-file.ts";

/** A finished cell, read back. */
class FinishedCell implements JournalRecord {
  readonly cell: string;
  readonly recording: Recording;
  readonly #again: () => Recording;

  constructor({ cell, recording }: JournalRecord, again: () => Recording) {
    this.cell = cell;
    this.recording = recording;
    this.#again = again;
  }

  /** Reads the recording again, so that nobody has to keep it. Throws the platform's error if the file is gone. */
  get again(): () => Recording {
    return this.#again;
  }
}

/** After this many bytes the reader yields, so that the process handles a signal while it reads a large journal. */
const TURN = 1024 * 1024;

/** Reads the finished cells back, one at a time. It ignores a torn last line, which a kill leaves. */
export async function* readJournal(path: string): AsyncGenerator<FinishedCell> {
  const file = new LineFile(path, (line) => {
    const record = parse(line);
    if (record === null) throw new Error(`${path} changed during reading: run the command again`);
    return record.recording;
  });
  let turn = TURN;
  for (const { text, place } of file.lines()) {
    if (place.at > turn) {
      await setImmediate();
      turn = place.at + TURN;
    }
    const record = parse(text);
    if (record !== null) yield new FinishedCell(record, file.again.bind(file, place));
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

/** This tool wrote the line, whole or torn. The parts of a cell are therefore enough to recognise it. */
function isCellLine(value: unknown): value is JournalRecord & { kind: "cell" } {
  if (!isObject(value) || value.kind !== "cell" || typeof value.cell !== "string") return false;
  return isObject(value.recording) && Array.isArray(value.recording.attempts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
