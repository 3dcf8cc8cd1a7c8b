import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { plain } from "../../render/inert.ts";
import { lockFolder, lockJournal } from "../output/folder-lock.ts";
import { stateFolder } from "../output/state-folder.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { JOURNAL_SUFFIX, type OpenedJournal, openJournal } from "../saved/saved-journal.ts";
import { UsageError } from "../usage-error.ts";
import { journalHead, NOT_FROM_JOURNAL, planChanges } from "./journal-head.ts";

/** A run that ended before its plan did, and is now finished. */
export interface ResumedRun extends OpenedJournal {
  /** Path of its journal. */
  journal: string;
  /** Its output folder; null: it has none. */
  folder: string | null;
  unlock(): void;
}

/**
 * Locks and reads the run of --resume.
 * @param path the output folder of the run, or its journal
 * @throws UsageError if there is no such run, or if it still runs
 * @throws ReportError naming the journal and what is wrong with it
 */
export async function openRun(path: string, variables: Record<string, string | undefined>): Promise<ResumedRun> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`--resume: ${path} does not exist. Name the output folder of a run.`);
  const folder = stat.isDirectory() ? path : dirname(path);
  const isShared = resolve(folder) === resolve(stateFolder(variables));
  if (isShared && stat.isDirectory()) throw new UsageError(`--resume: ${path} is for many runs. Name a journal in it.`);
  const unlock = isShared ? lockJournal(path) : lockFolder(folder);
  try {
    const journal = stat.isDirectory() ? onlyJournal(path) : path;
    return { ...(await openJournal(journal)), journal, folder: isShared ? null : folder, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

function onlyJournal(folder: string): string {
  const [only, ...others] = readdirSync(folder).filter((name) => name.endsWith(JOURNAL_SUFFIX));
  if (only === undefined) {
    throw new UsageError(`--resume: ${folder} has no journal, so no run in it is unfinished. Start a new run.`);
  }
  if (others.length === 0) return join(folder, only);
  const names = [only, ...others].map((name) => join(folder, name)).join(", ");
  throw new UsageError(`--resume: ${folder} has several journals. Name one of them: ${plain(names, 1000)}.`);
}

/** Flags that are about the files of one process. */
const OWN = ["resume", "output"];

/**
 * The flags of the run that is resumed. What is given now overrides them.
 * @throws UsageError naming a flag that has to be repeated
 */
export function resumedFlags<F extends Record<string, unknown>>(given: F, { head, folder }: ResumedRun): F {
  const before = Object.entries(head.flags).filter(([name, value]) => isGiven(value) && !OWN.includes(name));
  const missing = before.find(([name]) => NOT_FROM_JOURNAL.includes(name) && !isGiven(given[name]));
  if (missing !== undefined) {
    throw new UsageError(
      `--resume: the run was started with \`--${missing[0]}\`. Repeat this flag, because a journal must not decide about it.`,
    );
  }
  if (isGiven(given.output) && folder !== null && resolve(String(given.output)) !== resolve(folder)) {
    throw new UsageError(`--output: a resumed run writes to ${folder}. Remove the flag.`);
  }
  const now = Object.entries(given).filter(([, value]) => isGiven(value));
  return { ...given, ...Object.fromEntries([...before, ...now]), ...(folder === null ? {} : { output: folder }) };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/**
 * Refuses a plan that is not the one that the run began with.
 * @throws UsageError that says what changed
 */
export function refuseChangedPlan({ head, journal }: ResumedRun, planned: PlannedRun): void {
  const now = journalHead(planned, { id: head.run, startedAt: head.startedAt, flags: head.flags });
  const changes = planChanges(head, now, planned.emulated !== null);
  if (changes.length === 0) return;
  throw new UsageError(
    [
      `--resume: the plan has changed since the run of ${journal} began:`,
      ...changes.map((change) => `  ${planned.vault.redact(change)}`),
      "Undo the change, or start a new run in another folder. Nothing was sent.",
    ].join("\n"),
  );
}

/** How much is left to do. */
export function resumeNote({ head, extra, finished }: ResumedRun): string {
  const cells = [...head.cells.filter(({ skip }) => skip === null), ...extra];
  const left = cells.filter(({ cell }) => !finished.has(cell.id)).length;
  return `Resuming run ${head.run}: ${cells.length - left} cells and controls finished, ${left} to go.`;
}
