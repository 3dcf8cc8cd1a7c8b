import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Catalog } from "../catalog/index.ts";
import { originOf } from "../ladder/request.ts";
import type { Cell } from "../model/cell.ts";
import { SPEECH_TO_TEXT_PER_MINUTE } from "../model/effort.ts";
import type { Probe } from "../model/probe.ts";
import type { Recording } from "../model/recording.ts";
import type { AuthKind, Target } from "../model/target.ts";
import { type Plan, valuesOf } from "../plan/index.ts";
import type { Secret, Vault } from "../redaction/secret.ts";
import type { Credential } from "../wire/credential.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "../wire/hop.ts";
import type { Proxies } from "../wire/proxy.ts";
import { Bucket } from "./bucket.ts";
import { askCell } from "./cell.ts";
import { Circuit } from "./circuit.ts";
import type { Climber } from "./climb.ts";
import { Journal } from "./journal.ts";
import { cleanJournal, lineOf } from "./late-secrets.ts";
import { pause } from "./pause.ts";

export type { JournalRecord } from "./journal.ts";
export { FinishedCell, readJournal } from "./journal-reader.ts";
export { LineFile } from "./line-file.ts";

export interface RunOptions {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  /** By target name. */
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  vault: Vault;
  runId: string;
  userAgent: string;
  /** Cells at once per target. */
  concurrency: number;
  /** Ms on the wire per cell. */
  timeoutMs: number;
  /** Ms that a cell may wait for 429s in all. */
  maxWaitMs: number;
  signal: AbortSignal;
  /** PEM of a further CA, or null. */
  trust: string | null;
  /** Absent: every host is asked directly. */
  proxies?: Proxies;
  /** Path of the journal; must not exist. */
  journal: string;
  onProgress(event: { done: number; total: number; cell: string }): void;
}

/** Asks every planned cell, and appends each to the journal as it finishes. False where it was interrupted. */
export async function run(options: RunOptions): Promise<{ complete: boolean }> {
  // One target that cannot go on (a full disk, say) ends the others too: what they found could not be kept.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  // Every hop and every wait listens for the interruption: as many as there are cells at once.
  setMaxListeners(0, signal);
  const { vault, plan, targets, catalog, runId, userAgent } = options;
  vault.declareOpen(() => JSON.stringify([plan, targets, catalog.probes, runId, userAgent]));
  let known = Number.POSITIVE_INFINITY;
  const journal = new Journal(options.journal, runId, (record) => {
    known = Math.min(known, vault.count());
    return lineOf(record, vault);
  });
  const asked = options.plan.cells.filter((planned) => planned.skip === null).map(({ cell }) => cell);
  const progress = { done: 0, total: asked.length };
  const finished = (cell: Cell, recording: Recording) => {
    journal.append({ cell: cell.id, recording });
    progress.done += 1;
    options.onProgress({ ...progress, cell: cell.id });
  };
  const askTarget = (target: Target) => {
    const cells = asked.filter((cell) => cell.target === target.name);
    return new TargetRun(target, { ...options, signal }).askAll(cells, finished).catch((error: unknown) => {
      stop.abort();
      throw error;
    });
  };
  const ends = await Promise.allSettled(options.targets.map(askTarget));
  journal.close();
  if (known < vault.count()) await cleanJournal(options.journal, vault);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return { complete: progress.done === progress.total && !options.signal.aborted };
}

/** One target's queue: at most so many cells at once, each as its bucket and its host allow. */
class TargetRun {
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #probes: Map<string, Probe>;
  readonly #circuit = new Circuit();
  readonly #buckets = new Map<string, Bucket>();

  constructor(target: Target, options: RunOptions) {
    this.#target = target;
    this.#options = options;
    this.#probes = new Map(options.catalog.probes.map((probe) => [probe.id, probe]));
  }

  async askAll(cells: Cell[], finished: (cell: Cell, recording: Recording) => void): Promise<void> {
    const queue = [...cells];
    const worker = async () => {
      while (queue.length > 0 && !this.#options.signal.aborted) {
        const cell = await this.#nextReady(queue);
        if (cell === null) continue;
        const recording = await this.#ask(cell);
        finished(cell, recording);
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, worker));
  }

  /** Takes the first cell whose bucket is not empty; where all are, waits for the first and returns null. */
  async #nextReady(queue: Cell[]): Promise<Cell | null> {
    const now = performance.now();
    const waits = queue.map((cell) => this.#bucketOf(cell)?.wait(now) ?? 0);
    const index = waits.indexOf(0);
    if (index === -1) {
      await pause(Math.min(...waits), this.#options.signal);
      return null;
    }
    const cell = queue.splice(index, 1)[0] ?? null;
    if (cell !== null) this.#bucketOf(cell)?.take(now);
    return cell;
  }

  async #ask(cell: Cell): Promise<Recording> {
    const probe = this.#probeOf(cell);
    const host = new URL(originOf(probe.steps[0] ?? {}, this.#target) ?? this.#target.endpoint).host;
    const open = this.#circuit.open(host);
    if (open !== null) return { startedAt: new Date().toISOString(), durationMs: 0, attempts: [], notAttempted: open };
    const { timeoutMs, maxWaitMs, signal } = this.#options;
    const bucket = this.#bucketOf(cell);
    const recording = await askCell((deadline) => this.#climber(cell, probe, deadline), {
      timeoutMs,
      maxWaitMs,
      bucket,
      signal,
    });
    this.#circuit.note(host, cell.id, recording);
    return recording;
  }

  #climber(cell: Cell, probe: Probe, cellDeadline: number): Climber {
    const { catalog, userAgent, vault, signal, trust, proxies } = this.#options;
    return {
      cell,
      probe,
      target: this.#target,
      credential: this.#credentialOf(cell),
      values: valuesOf(cell),
      speech: catalog.samples.speech,
      files: (name) => catalog.samples.files.find((sample) => sample.name === name)?.bytes ?? null,
      userAgent,
      clientRequestId: randomUUID,
      wire: {
        vault,
        origin: performance.now(),
        cellDeadline,
        deadlines: DEFAULT_DEADLINES,
        limits: DEFAULT_LIMITS,
        signal,
        trust,
        ...(proxies === undefined ? {} : { proxies }),
      },
    };
  }

  #credentialOf(cell: Cell): Credential {
    const secret = this.#options.credentials.get(cell.target)?.[cell.variant.auth];
    if (secret === undefined || cell.control === "no-credential") return { kind: "none" };
    const asHeader = cell.variant.auth === "key" && this.#target.provider !== "openai";
    return { kind: asHeader ? "api-key" : "bearer", secret };
  }

  #bucketOf(cell: Cell): Bucket | null {
    if (this.#probeOf(cell).limit === undefined) return null;
    const name = cell.deployment ?? "";
    const bucket = this.#buckets.get(name) ?? new Bucket(SPEECH_TO_TEXT_PER_MINUTE);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #probeOf(cell: Cell): Probe {
    const probe = this.#probes.get(cell.probe);
    if (probe === undefined)
      throw new Error(`the plan names the probe '${cell.probe}', which the catalogue does not hold`);
    return probe;
  }
}
