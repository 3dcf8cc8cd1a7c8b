import { setMaxListeners } from "node:events";
import type { Cell } from "../model/cell.ts";
import type { MachineAccount } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import { Journal, type JournalRecord } from "./journal.ts";
import { cleanJournal, formatCellLine } from "./late-secrets.ts";
import { Machine } from "./machine.ts";
import type { RunOptions } from "./options.ts";
import { Pace } from "./pace.ts";
import { RunProgress } from "./progress.ts";
import { TargetRun } from "./target-run.ts";
import { Waits } from "./waits.ts";

export { endJournal, JOURNAL_FORMAT, type JournalLead, type JournalRecord } from "./journal.ts";
export { type JournalOutline, readJournal, readOutline } from "./journal-reader.ts";
export { cleanJournal } from "./late-secrets.ts";
export { LineFile } from "./line-file.ts";
export type { RunOptions } from "./options.ts";
export { ownCredential, type TargetCredentials } from "./own-credential.ts";
export type { ProgressEvent, TargetProgress } from "./progress.ts";
export type { WaitEvent } from "./waits.ts";

/** Maximum finished cells that wait for the disk before the next cell starts. */
const MOST_UNKEPT = 32;

/** How a run ended, and what the machine did during the run. */
interface RunEnd {
  /** False if it was interrupted, or if its deadline passed before the last cell. */
  complete: boolean;
  /** Null if the machine kept up. */
  machine: MachineAccount | null;
}

/** A cell that was sent, with its recording. */
type SentCell = Omit<JournalRecord, "cell"> & { cell: Cell };

/** Runs every planned cell, and appends each to the journal when it finishes. */
export async function run(options: RunOptions): Promise<RunEnd> {
  // If one target cannot continue (for example, the disk is full), all stop, because the results of the others could
  // not be saved either.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  // Every hop and every wait adds a listener for the interruption. Their number depends on the number of concurrent
  // cells.
  setMaxListeners(0, signal);
  const machine = new Machine(options);
  const waits = new Waits(options.onWait ?? (() => undefined)).start();
  const { vault, plan, targets, catalog, runId, userAgent } = options;
  vault.declareOpen(() => JSON.stringify([plan, targets, catalog.probes, runId, userAgent]));
  const pace = new Pace();
  const journal = new Journal(options.journal, options.lead ?? { kind: "run", run: runId });
  /** The smallest number of known secrets at the time of writing any line. */
  let leastKnown = Number.POSITIVE_INFINITY;
  const asked = options.plan.cells.filter((planned) => planned.skip === null).map(({ cell }) => cell);
  const progress = new RunProgress(asked);
  const kept = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    stop.abort();
  };
  const keep = async ({ cell, ...record }: SentCell, known: number) => {
    leastKnown = Math.min(leastKnown, vault.count());
    await journal.append(formatCellLine({ cell: cell.id, ...record }, vault, known));
    options.onProgress(progress.finished(cell));
  };
  // The next cell runs while the disk writes, unless too many cells wait for the disk.
  const finished = async (sent: SentCell, known: number) => {
    const keeping = keep(sent, known)
      .catch(fail)
      .finally(() => kept.delete(keeping));
    kept.add(keeping);
    if (kept.size > MOST_UNKEPT) await keeping;
  };
  const askTarget = (target: Target) => {
    const cells = asked.filter((cell) => cell.target === target.name);
    const targetRun = new TargetRun(target, { ...options, signal }, machine, waits, pace);
    return targetRun.askAll(cells, { finished, failed: fail }).catch(fail);
  };
  await Promise.all(options.targets.map(askTarget));
  options.onQuiet?.();
  await Promise.all(kept);
  waits.stop();
  await journal.close();
  if (leastKnown < vault.count()) await cleanJournal(options.journal, vault);
  const account = machine.stop();
  if (failures.length > 0) throw failures[0];
  return { complete: progress.isComplete && !options.signal.aborted, machine: account };
}
