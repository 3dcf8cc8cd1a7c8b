import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Earlier, selectEarlier } from "../../conclusion/earlier.ts";
import { listUnconfirmed } from "../../conclusion/exit.ts";
import type { Report } from "../../model/report.ts";
import { STRAINS } from "../../render/busy.ts";
import { counted } from "../../render/words.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { announceExit, withExit } from "../exit.ts";
import { prepareFolder } from "../output/artefact.ts";
import { lockFolder, lockJournal } from "../output/folder-lock.ts";
import { progressOn } from "../output/progress.ts";
import { destinationOf, publish } from "../output/publication.ts";
import { listenForSignals, type Signals } from "../output/signals.ts";
import { stateFolder } from "../output/state-folder.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { formatWait } from "../output/wait-line.ts";
import { allowPaid } from "../plan/paid-limit.ts";
import { planRun } from "../plan/plan-run.ts";
import { planTable, settleLine } from "../plan/plan-text.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { sampleLines } from "../plan/sample-listing.ts";
import { settleBound } from "../plan/settle-bound.ts";
import { baselineOf, keepLastReport, sinceBaseline, updateBaseline } from "../saved/baseline.ts";
import { JOURNAL_SUFFIX } from "../saved/saved-journal.ts";
import { UsageError } from "../usage-error.ts";
import { recordRun } from "./record.ts";
import { openRun, type ResumedRun, refuseChangedPlan, resumedFlags, resumeNote } from "./resumed-run.ts";
import { type ServedRun, serveTargets } from "./served-run.ts";

type RunFlags = PlanFlags &
  Omit<ViewFlags, "target"> & { tls: boolean; "no-settle": boolean; resume?: string | undefined };

/** `run`: plan, send, evaluate, report. The marks between these stages are for `npm run bench`. */
export async function runProbes(typed: RunFlags): Promise<number> {
  const signals = listenForSignals();
  const resumed = typed.resume === undefined ? null : await openRun(typed.resume, process.env);
  let unlock = resumed?.unlock;
  let served: ServedRun | null = null;
  try {
    const flags = resumed === null ? typed : resumedFlags(typed, resumed);
    const planned = await planRun(flags, process.env, "send");
    if (resumed !== null) refuseChangedPlan(resumed, planned);
    const destination = destinationOf(flags);
    const id = resumed?.head.run ?? randomUUID();
    const journal = resumed?.journal ?? journalPath(destination.folder, id);
    unlock ??= destination.folder === null ? lockJournal(journal) : lockFolder(destination.folder);
    const earlier = selectedBaseline(flags, planned, resumed);
    announce(planned, flags["no-settle"]);
    if (resumed !== null) {
      planned.vault.skipOrdinals("ephemeral", resumed.ephemerals);
      process.stderr.write(`${resumeNote(resumed)}\n`);
    }
    if (planned.emulated === null) await allowPaid(planned.plan, planned.settings);
    served = await serveTargets(planned, flags.tls);
    performance.mark("planned");
    const policy = served.settings["fail-on"];
    const decisiveIn = (report: Report) => listUnconfirmed(sinceBaseline(report, earlier), policy?.failOn ?? null);
    const settle = flags["no-settle"] ? null : decisiveIn;
    const recorded = await record(served, signals, { id, journal, resumed, flags, settle });
    const report = withExit(sinceBaseline(recorded, earlier), policy, signals.received());
    keepLastReport(flags, resumed?.head.run);
    const written = await publish(report, destination, served.vault);
    updateBaseline(report, flags, served.vault);
    // The report has all that the journal has. Nothing reads a recording after this.
    if (report.run.complete && destination.folder !== null && !written.internal && !written.inputOutput) {
      rmSync(journal, { force: true });
    }
    return announceExit(report, { ...written, signal: signals.received() });
  } finally {
    await served?.close();
    unlock?.();
  }
}

/**
 * The baseline, as far as the selected cells need it.
 * @throws UsageError if --update-baseline would remove the claims of other cells
 */
function selectedBaseline(flags: RunFlags, { plan, targets }: PlannedRun, resumed: ResumedRun | null): Earlier | null {
  const whole = baselineOf(flags, resumed?.head.run);
  if (whole === null || !isSelecting(flags)) return whole;
  const selected = selectEarlier(
    whole,
    targets,
    plan.cells.map(({ cell }) => cell),
  );
  if (flags["update-baseline"] && selected.cells.size < whole.cells.size) {
    throw new UsageError(
      `--update-baseline: ${flags.baseline} has claims of cells that this run leaves out. Run all of them, or name another file.`,
    );
  }
  return selected;
}

/** Flags that leave a part of the plan out. */
const SELECTING = ["target", "region", "role", "shard", "probe", "skip"];

function isSelecting(flags: Record<string, unknown>): boolean {
  return SELECTING.some((name) => [flags[name] ?? []].flat().length > 0);
}

/** Prints the plan, and who gets which credential, before anything is sent. */
function announce(planned: PlannedRun, isSettleOff: boolean): void {
  const { notes, warnings, recipients, vault, plan, catalog } = planned;
  const lines = [
    ...notes,
    ...recipientLines(recipients, "Sending to", vault),
    ...planTable(plan),
    settleLine(settleBound(planned, isSettleOff)),
    ...sampleLines(plan, catalog, "packs"),
    ...warnings,
  ];
  for (const line of lines) process.stderr.write(`${line}\n`);
}

async function record(
  served: ServedRun,
  signals: Signals,
  call: {
    id: string;
    journal: string;
    resumed: ResumedRun | null;
    flags: RunFlags;
    settle: ((report: Report) => ReadonlySet<string>) | null;
  },
): Promise<Report> {
  const { settle: decisiveIn, ...about } = call;
  const progress = progressOn(process.stderr);
  const report = await recordRun(served, {
    ...about,
    signal: signals.abort,
    settle:
      decisiveIn === null
        ? null
        : { decisiveIn, confirmAfterMs: served.emulated === null ? served.settings["confirm-after"] : 0 },
    onProgress: (event) => progress.update(event),
    onWait: (event) => {
      progress.end();
      process.stderr.write(`${formatWait(event)}\n`);
    },
    onCapacity: ({ cells, why }) => {
      progress.end();
      const reason = why === null ? "This machine keeps up again" : STRAINS[why];
      process.stderr.write(`${reason}: now running at most ${counted(cells, "cell")} at once.\n`);
    },
    onBusy: () => signals.expectRequests(call.journal),
    onQuiet: () => signals.stopDeadline(),
  });
  progress.end();
  return report;
}

/** The journal is in the output folder. Without --output it is in the state folder, and standard error names it. */
function journalPath(folder: string | null, id: string): string {
  if (folder !== null) return join(folder, `${id}${JOURNAL_SUFFIX}`);
  const state = stateFolder(process.env);
  prepareFolder(state);
  const journal = join(state, `${id}${JOURNAL_SUFFIX}`);
  process.stderr.write(`journal: ${journal}\n`);
  return journal;
}
