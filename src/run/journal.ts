import { closeSync, fdatasync, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import type { Recording } from "../model/recording.ts";

/** A finished cell, as the journal keeps it. */
export interface JournalRecord {
  cell: string;
  recording: Recording;
}

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
   * Creates the file. Throws the platform's error if it cannot, or if the file exists.
   * @param sync writes everything to the disk
   */
  constructor(path: string, runId: string, sync = promisify(fdatasync)) {
    this.#sync = sync;
    this.#fd = openSync(path, "wx", 0o600);
    this.#write(JSON.stringify({ kind: "run", format: "aoai-probe/journal/v1", run: runId }));
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
