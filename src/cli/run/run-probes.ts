import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { listUnconfirmed } from "../../conclusion/exit.ts";
import type { Report } from "../../model/report.ts";
import { STRAINS } from "../../render/busy.ts";
import { counted } from "../../render/words.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { announceExit, withExit } from "../exit.ts";
import { prepareFolder } from "../output/artefact.ts";
import { lockFolder } from "../output/folder-lock.ts";
import { progressOn } from "../output/progress.ts";
import { type Destination, destinationOf, publish } from "../output/publication.ts";
import { listenForSignals, type Signals } from "../output/signals.ts";
import { stateFolder } from "../output/state-folder.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { allowPaid } from "../plan/paid-limit.ts";
import { planRun } from "../plan/plan-run.ts";
import { planTable, settleLine } from "../plan/plan-text.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { sampleLines } from "../plan/sample-listing.ts";
import { settleBound } from "../plan/settle-bound.ts";
import { baselineOf, keepLastReport, sinceBaseline, updateBaseline } from "../saved/baseline.ts";
import { recordRun } from "./record.ts";
import { type ServedRun, serveTargets } from "./served-run.ts";

/** `run`: plan, send, evaluate, report. The marks between these stages are for `npm run bench`. */
export async function runProbes(
  flags: PlanFlags & Omit<ViewFlags, "target"> & { tls: boolean; "no-settle": boolean },
): Promise<number> {
  const signals = listenForSignals();
  const planned = await planRun(flags, process.env, "send");
  const destination = destinationOf(flags);
  const unlock = destination.folder === null ? null : lockFolder(destination.folder);
  let served: ServedRun | null = null;
  try {
    const earlier = baselineOf(flags);
    announce(planned, flags["no-settle"]);
    if (planned.emulated === null) await allowPaid(planned.plan, planned.settings);
    served = await serveTargets(planned, flags.tls);
    performance.mark("planned");
    const policy = served.settings["fail-on"];
    const decisiveIn = (report: Report) => listUnconfirmed(sinceBaseline(report, earlier), policy?.failOn ?? null);
    const recorded = await record(served, destination, signals, flags["no-settle"] ? null : decisiveIn);
    // What is recorded gets written, however long that takes. A second signal still ends the process at once.
    signals.stopDeadline();
    const report = withExit(sinceBaseline(recorded, earlier), policy, signals.received());
    keepLastReport(flags);
    const written = await publish(report, destination, served.vault);
    updateBaseline(report, flags, served.vault);
    return announceExit(report, { ...written, signal: signals.received() });
  } finally {
    await served?.close();
    unlock?.();
  }
}

/** Prints the plan, and who gets which credential, before anything is sent. */
function announce(planned: PlannedRun, isSettleOff: boolean): void {
  const { notes, warnings, recipients, vault, plan, catalog, settings } = planned;
  const lines = [
    ...notes,
    ...recipientLines(recipients, "Sending to", vault),
    ...planTable(plan),
    settleLine(settleBound(plan, settings, isSettleOff)),
    ...sampleLines(plan, catalog, "packs"),
    ...warnings,
  ];
  for (const line of lines) process.stderr.write(`${line}\n`);
}

async function record(
  served: ServedRun,
  destination: Destination,
  signals: Signals,
  decisiveIn: ((report: Report) => ReadonlySet<string>) | null,
): Promise<Report> {
  const id = randomUUID();
  const progress = progressOn(process.stderr);
  const report = await recordRun(served, {
    id,
    journal: journalPath(destination.folder, id),
    signal: signals.abort,
    settle:
      decisiveIn === null
        ? null
        : { decisiveIn, confirmAfterMs: served.emulated === null ? served.settings["confirm-after"] : 0 },
    onProgress: (event) => progress.update(event),
    onCapacity: ({ cells, why }) => {
      progress.end();
      const reason = why === null ? "This machine keeps up again" : STRAINS[why];
      process.stderr.write(`${reason}: now running at most ${counted(cells, "cell")} at once.\n`);
    },
  });
  progress.end();
  return report;
}

/** The journal is in the output folder. Without --output it is in the state folder, and standard error names it. */
function journalPath(folder: string | null, id: string): string {
  if (folder !== null) return join(folder, `${id}.journal.ndjson`);
  const state = stateFolder(process.env);
  prepareFolder(state);
  const journal = join(state, `${id}.journal.ndjson`);
  process.stderr.write(`journal: ${journal}\n`);
  return journal;
}
