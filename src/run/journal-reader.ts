import type { Recording } from "../model/recording.ts";
import type { JournalRecord } from "./journal.ts";
import { LineFile, type Place } from "./line-file.ts";

/** A finished cell, read back. */
export class FinishedCell implements JournalRecord {
  readonly cell: string;
  readonly recording: Recording;
  readonly #again: () => Recording;

  constructor({ cell, recording }: JournalRecord, again: () => Recording) {
    this.cell = cell;
    this.recording = recording;
    this.#again = again;
  }

  /** Reads the recording once more, so that nobody has to keep it. Throws the platform's error if the file is gone. */
  get again(): () => Recording {
    return this.#again;
  }
}

/** Recordings kept after they were read again: a view mostly looks at a result and the one beside it in turns. */
const MOST_KEPT = 4;

/** Reads the finished cells back, one at a time. A torn last line, as a kill leaves it, is no cell. */
export async function* readJournal(path: string): AsyncGenerator<FinishedCell> {
  const file = new LineFile(path);
  // A ring and no map: what a map once held outlives several collections of garbage.
  const kept: { at: number; recording: Recording }[] = [];
  let next = 0;
  const again = ({ at, length }: Place): Recording => {
    const known = kept.find((one) => one.at === at);
    if (known !== undefined) return known.recording;
    const recording = parse(file.again({ at, length }))?.recording;
    if (recording === undefined) throw new Error(`${path} was changed: no cell begins at byte ${at} any more`);
    kept[next] = { at, recording };
    next = (next + 1) % MOST_KEPT;
    return recording;
  };
  for await (const { text, place } of file.lines()) {
    const record = parse(text);
    if (record !== null) yield new FinishedCell(record, again.bind(null, place));
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
