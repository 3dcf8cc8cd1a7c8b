import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { concludeRecordings } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { STRAINS } from "../../render/busy.ts";
import { counted } from "../../render/words.ts";
import { readJournal, run as runPlan } from "../../run/index.ts";
import { exitCode } from "../exit.ts";
import type { Call } from "../flags.ts";
import { prepareFolder } from "../output/artefact.ts";
import { lockFolder } from "../output/folder-lock.ts";
import { progressOn } from "../output/progress.ts";
import { checkTarget, type Destination, destinationOf, publish } from "../output/publication.ts";
import { listenForSignals, type Signals } from "../output/signals.ts";
import { stateFolder } from "../output/state-folder.ts";
import { allowPaid } from "../plan/paid-limit.ts";
import { planSummary } from "../plan/plan-text.ts";
import { type PlannedRun, planRun, recipientLines } from "../plan/planned-run.ts";
import { sampleLines } from "../plan/sample-listing.ts";
import { baselineOf, sinceBaseline } from "../saved/baseline.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

/** `run`: plan, ask, judge, report. The stages leave marks, between which `npm run bench` tells their cost. */
export async function run(call: Call): Promise<number> {
  const signals = listenForSignals();
  const planned = await planRun(call, process.env, "send");
  try {
    for (const line of [...planned.notes, ...recipientLines(planned, "Sending to")]) process.stderr.write(`${line}\n`);
    const earlier = baselineOf(call);
    const destination = destinationOf(call);
    checkTarget(
      destination.view,
      planned.targets.map(({ name }) => name),
    );
    if (destination.folder !== null) lockFolder(destination.folder);
    process.stderr.write(`${planSummary(planned.plan)}\n`);
    for (const line of sampleLines(planned.plan, planned.catalog, "packs")) process.stderr.write(`${line}\n`);
    if (planned.emulatedTargets === null) await allowPaid(planned.plan, planned.settings.maxPaid);
    performance.mark("planned");
    const report = sinceBaseline(await ask(planned, destination, signals), earlier);
    const written = await publish(report, destination, planned.vault);
    return exitCode(report, { ...written, signal: signals.received() });
  } finally {
    await planned.emulatedTargets?.close();
  }
}

/** Asks every cell and draws the conclusion from the journal: the partial report too is made this way. */
async function ask(planned: PlannedRun, destination: Destination, signals: Signals): Promise<Report> {
  const id = randomUUID();
  const { catalog, plan, targets, credentials, vault, settings, emulatedTargets, proxies } = planned;
  const journal = journalPath(destination.folder, id);
  const progress = progressOn(process.stderr);
  const startedAt = new Date().toISOString();
  const { complete, machine } = await runPlan({
    catalog,
    plan,
    targets,
    credentials,
    vault,
    runId: id,
    userAgent: `${TOOL_NAME}/${toolVersion()} (run ${id})`,
    concurrency: settings.concurrency,
    timeoutMs: settings.timeoutMs,
    maxWaitMs: settings.maxWaitMs,
    signal: signals.abort,
    trust: emulatedTargets?.trust ?? null,
    ...(proxies === null ? {} : { proxies }),
    journal,
    onProgress: (event) => progress.update(event),
    onCapacity: ({ cells, why }) => {
      progress.end();
      const reason = why === null ? "this machine keeps up again" : STRAINS[why];
      process.stderr.write(`${reason}: now running at most ${counted(cells, "cell")} at once.\n`);
    },
  });
  progress.end();
  performance.mark("asked");
  return await concludeRecordings({
    recordings: readJournal(journal),
    plan,
    catalog,
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
}

/** The journal goes beside the report; without --output into the state folder, named on standard error. */
function journalPath(folder: string | null, id: string): string {
  if (folder !== null) return join(folder, `${id}.journal.ndjson`);
  const state = stateFolder(process.env);
  prepareFolder(state);
  const journal = join(state, `${id}.journal.ndjson`);
  process.stderr.write(`journal: ${journal}\n`);
  return journal;
}
