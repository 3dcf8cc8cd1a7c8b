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

/**
 * Reads the cells back, one at a time. It ignores a torn last line, which a kill leaves. A cell that was sent again
 * occurs twice, and its last record counts.
 */
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

/** What a journal says apart from its recordings. The parts are as they were read: nothing has checked them yet. */
export interface JournalOutline {
  /** The line that begins the journal. Null if it is not whole. */
  head: Record<string, unknown> | null;
  /** The extra cells of each round of the settle pass. */
  settle: unknown[];
  /** Ids of the cells that need not be sent again. */
  finished: Set<string>;
  /** How processes ended that had the time to say so, the last one last. */
  ends: Record<string, unknown>[];
  /** Whether the last line is such an end. */
  isEnded: boolean;
  /** Epoch milliseconds of the last known moment on the wire. Null if no cell was sent. */
  lastAt: number | null;
  /** The highest ordinal of a label of a client secret, 0 if there is none. */
  ephemerals: number;
}

const EPHEMERAL = /REDACTED-ephemeral-(\d{1,9})/g;

/** Reads everything but the recordings. It passes over lines that are not whole. */
export async function readOutline(path: string): Promise<JournalOutline> {
  const outline: JournalOutline = {
    head: null,
    settle: [],
    finished: new Set(),
    ends: [],
    isEnded: false,
    lastAt: null,
    ephemerals: 0,
  };
  let turn = TURN;
  for (const { text, place } of new LineFile(path, () => null).lines()) {
    if (place.at > turn) {
      await setImmediate();
      turn = place.at + TURN;
    }
    const value = parseJson(text);
    if (!isObject(value)) continue;
    outline.isEnded = value.kind === "end";
    if (value.kind === "run" && place.at === 0) outline.head = value;
    if (value.kind === "settle") outline.settle.push(value.cells);
    if (value.kind === "end") outline.ends.push(value);
    if (isCellLine(value)) noteCell(outline, value);
    for (const [, ordinal] of text.matchAll(EPHEMERAL)) {
      outline.ephemerals = Math.max(outline.ephemerals, Number(ordinal));
    }
  }
  return outline;
}

function noteCell(outline: JournalOutline, { cell, recording, cut }: JournalRecord): void {
  if (cut === true) outline.finished.delete(cell);
  else outline.finished.add(cell);
  const last = recording.attempts.at(-1);
  const at = Date.parse(last?.startedAt ?? recording.startedAt ?? "") + (last?.durationMs ?? 0);
  if (Number.isFinite(at)) outline.lastAt = Math.max(outline.lastAt ?? at, at);
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
