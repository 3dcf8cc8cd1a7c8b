import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { concludeRecordings } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { PlannedCell } from "../../plan/index.ts";
import { STRAINS } from "../../render/busy.ts";
import { counted } from "../../render/words.ts";
import { type CapacityChange, readJournal, run as runPlan } from "../../run/index.ts";
import { type ExtraCell, settleReport } from "../../settle/index.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { exitCode } from "../exit.ts";
import { prepareFolder } from "../output/artefact.ts";
import { lockFolder } from "../output/folder-lock.ts";
import { progressOn } from "../output/progress.ts";
import { checkTarget, type Destination, destinationOf, publish } from "../output/publication.ts";
import { listenForSignals, type Signals } from "../output/signals.ts";
import { stateFolder } from "../output/state-folder.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { allowPaid, countPaid, PAID_WITHOUT_QUESTION } from "../plan/paid-limit.ts";
import { planRun } from "../plan/plan-run.ts";
import { planTable } from "../plan/plan-text.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { sampleLines } from "../plan/sample-listing.ts";
import { baselineOf, sinceBaseline } from "../saved/baseline.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import { type ServedRun, serveTargets } from "./served-run.ts";

/** `run`: plan, send, evaluate, report. The marks between these stages are for `npm run bench`. */
export async function runProbes(
  flags: PlanFlags & ViewFlags & { tls: boolean; "no-settle": boolean },
): Promise<number> {
  const signals = listenForSignals();
  const planned = await planRun(flags, process.env, "send");
  const earlier = baselineOf(flags.baseline);
  const destination = destinationOf(flags);
  checkTarget(
    destination.view,
    planned.targets.map(({ name }) => name),
  );
  if (destination.folder !== null) lockFolder(destination.folder);
  announce(planned);
  if (planned.emulated === null) await allowPaid(planned.plan, planned.settings);
  const served = await serveTargets(planned, flags.tls);
  try {
    performance.mark("planned");
    const recorded = await record(served, destination, signals, !flags["no-settle"]);
    // What is recorded gets written, however long that takes. A second signal still ends the process at once.
    signals.stopDeadline();
    const report = sinceBaseline(recorded, earlier);
    const written = await publish(report, destination, served.vault);
    return exitCode(report, { ...written, signal: signals.received() });
  } finally {
    await served.close();
  }
}

/** Prints the plan, and who gets which credential, before anything is sent. */
function announce({ notes, warnings, recipients, vault, plan, catalog }: PlannedRun): void {
  const lines = [
    ...notes,
    ...recipientLines(recipients, "Sending to", vault),
    ...planTable(plan),
    ...sampleLines(plan, catalog, "packs"),
    ...warnings,
  ];
  for (const line of lines) process.stderr.write(`${line}\n`);
}

/** Runs every cell and draws the conclusion from the journal. An interrupted run makes its partial report the same way. */
async function record(
  served: ServedRun,
  destination: Destination,
  signals: Signals,
  isSettling: boolean,
): Promise<Report> {
  const id = randomUUID();
  const { catalog, plan, targets, credentials, vault, settings, trust, proxies } = served;
  const journal = journalPath(destination.folder, id);
  const progress = progressOn(process.stderr);
  const startedAt = new Date().toISOString();
  const options = {
    targets,
    credentials,
    vault,
    runId: id,
    userAgent: `${TOOL_NAME}/${toolVersion()} (run ${id})`,
    concurrency: settings.concurrency,
    timeoutMs: settings.timeout,
    maxWaitMs: settings["max-wait"],
    signal: signals.abort,
    trust,
    ...(proxies === null ? {} : { proxies }),
    onProgress: (event: Parameters<typeof progress.update>[0]) => progress.update(event),
    onCapacity: ({ cells, why }: CapacityChange) => {
      progress.end();
      const reason = why === null ? "This machine keeps up again" : STRAINS[why];
      process.stderr.write(`${reason}: now running at most ${counted(cells, "cell")} at once.\n`);
    },
  };
  const { complete, machine } = await runPlan({ ...options, catalog, plan, journal });
  progress.end();
  performance.mark("asked");
  const journals = [journal];
  const conclude = async (extra: ExtraCell[]) =>
    await concludeRecordings({
      recordings: readJournals(journals),
      plan: { ...plan, cells: [...plan.cells, ...extra.map(planExtra)] },
      catalog: { ...catalog, probes: [...catalog.probes, ...extra.map(({ probe }) => probe)] },
      targets,
      tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
      run: {
        id,
        startedAt,
        finishedAt: new Date().toISOString(),
        complete: complete && signals.received() === null,
        ...(machine === null ? {} : { machine }),
        timezone: {
          offsetMinutes: -new Date().getTimezoneOffset(),
          name: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
    });
  const report = await conclude([]);
  if (!isSettling || !complete) return report;
  const limits = {
    cells: settings["max-settle"],
    paid: Math.max(0, (settings["max-paid"] ?? PAID_WITHOUT_QUESTION) - countPaid(plan)),
    confirmAfterMs: served.emulated === null ? settings["confirm-after"] : 0,
    signal: signals.abort,
  };
  return await settleReport(report, limits, async (added, all) => {
    const next = journal.replace(/\.journal\.ndjson$/, `.settle-${journals.length}.journal.ndjson`);
    journals.push(next);
    await runPlan({
      ...options,
      catalog: { ...catalog, probes: [...catalog.probes, ...all.map(({ probe }) => probe)] },
      plan: { ...plan, cells: added.map(planExtra) },
      journal: next,
    });
    progress.end();
    return await conclude(all);
  });
}

function planExtra({ cell }: ExtraCell): PlannedCell {
  return { cell, skip: null, required: false };
}

async function* readJournals(journals: readonly string[]): ReturnType<typeof readJournal> {
  for (const journal of journals) yield* readJournal(journal);
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
