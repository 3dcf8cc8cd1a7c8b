import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import type { Recording } from "../model/recording.ts";

export const JOURNAL_FORMAT = "aoai-probe/journal/v2";

/** A cell that was sent, as the journal keeps it. */
export interface JournalRecord {
  cell: string;
  recording: Recording;
  /** True if the end of the run cut it off, so a resumed run sends it again. Absent: it finished. */
  cut?: true;
}

/**
 * A line that comes before cells. `run` begins a new journal and has everything else that a report needs.
 * `resume` and `settle` continue a journal: an earlier process left it, or extra cells follow.
 */
export type JournalLead =
  | { kind: "run"; run: string; [part: string]: unknown }
  | { kind: "resume"; at: string }
  | { kind: "settle"; cells: unknown[] };

/*
 * A cell counts as finished when its line is on the disk: a sync that began after the line was written has returned.
 * One sync runs at a time, off the main thread, for all lines written before it began. No socket then waits for the
 * disk, and a kill or a power cut loses no finished cell.
 *
 *   line A ─┐                line C ─┐
 *   line B ─┴─▶ sync 1 ──────────────┴──▶ sync 2 ──▶ C is finished
 *                     └▶ A and B are finished
 */

/**
 * The file to which finished cells are appended, one line of JSON each. It is never rewritten, and only its owner can
 * read it.
 */
export class Journal {
  readonly #fd: number;
  readonly #sync: (fd: number) => Promise<void>;
  #syncing: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /**
   * Creates the file if the lead begins a run, and continues it otherwise. Throws the platform's error if it cannot.
   * @param lead without any secret
   * @param sync writes everything to the disk
   */
  constructor(path: string, lead: JournalLead, sync = promisify(fdatasync)) {
    this.#sync = sync;
    if (lead.kind !== "run") cutTornLine(path);
    this.#fd = openSync(path, lead.kind === "run" ? "wx" : "a", 0o600);
    const { kind, ...rest } = lead;
    this.#write(JSON.stringify(kind === "run" ? { kind, format: JOURNAL_FORMAT, ...rest } : lead));
  }

  /**
   * Appends the line of a cell. It is on the disk when the promise resolves. A failed sync is not repeated, because the
   * platform may report success for the next one although the line is lost.
   * @param line without any secret
   */
  async append(line: string): Promise<void> {
    this.#write(line);
    await this.#synced();
  }

  /** Waits for what is still being written to the disk. */
  async close(): Promise<void> {
    await this.#syncing?.catch(() => undefined);
    await this.#next?.catch(() => undefined);
    closeSync(this.#fd);
  }

  /** Returns the end of a sync that begins now, or as soon as the current one has ended. */
  #synced(): Promise<void> {
    if (this.#syncing === null) return this.#begin();
    this.#next ??= this.#syncing.then(() => this.#begin());
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = null;
    this.#syncing = this.#sync(this.#fd).then(() => {
      if (this.#next === null) this.#syncing = null;
    });
    return this.#syncing;
  }

  #write(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
  }
}

/**
 * Says at the end of a journal how the run ended. It is on the disk when this returns.
 * @param end without any secret
 */
export function endJournal(path: string, end: object): void {
  const file = openSync(path, "a");
  try {
    const bytes = Buffer.from(`${JSON.stringify({ kind: "end", ...end })}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

const BLOCK = 64 * 1024;
const LINE_END = 0x0a;

/**
 * Removes a last line without a line end, which a kill leaves. The next line would otherwise become a part of it.
 * Throws the platform's error if there is no such file.
 */
function cutTornLine(path: string): void {
  const file = openSync(path, "r+");
  try {
    const block = Buffer.alloc(BLOCK);
    const { size } = fstatSync(file);
    let whole = 0;
    for (let end = size; end > 0 && whole === 0; end -= BLOCK) {
      const from = Math.max(0, end - BLOCK);
      const count = readSync(file, block, 0, end - from, from);
      whole = from + block.subarray(0, count).lastIndexOf(LINE_END) + 1;
      if (whole === from) whole = 0;
    }
    if (whole < size) ftruncateSync(file, whole);
  } finally {
    closeSync(file);
  }
}
