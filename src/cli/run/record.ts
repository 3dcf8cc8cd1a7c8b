import { concludeRecordings } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { PlannedCell } from "../../plan/index.ts";
import { cleanJournal, type RunOptions, readJournal, run as runPlan } from "../../run/index.ts";
import { type ExtraCell, type SettleLimits, settleReport } from "../../settle/index.ts";
import { settleBound } from "../plan/settle-bound.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import type { ServedRun } from "./served-run.ts";

/** What of a run depends on who starts it. */
interface Recording extends Pick<RunOptions, "journal" | "signal" | "onProgress" | "onCapacity"> {
  id: string;
  /** Absent or null: no extra requests. */
  settle?: Pick<SettleLimits, "confirmAfterMs" | "decisiveIn"> | null;
}

/** Runs every cell and draws the conclusion from the journal. An interrupted run makes its partial report the same way. */
export async function recordRun(
  served: Omit<ServedRun, "close" | "selection" | "recipients" | "notes" | "warnings" | "emulated">,
  { settle = null, ...recording }: Recording,
): Promise<Report> {
  const { catalog, plan, targets, credentials, vault, settings, trust, proxies, expect } = served;
  const { id, journal, signal } = recording;
  const startedAt = new Date().toISOString();
  const options = {
    ...recording,
    targets,
    credentials,
    vault,
    runId: id,
    userAgent: `${TOOL_NAME}/${toolVersion()} (run ${id})`,
    concurrency: settings.concurrency,
    timeoutMs: settings.timeout,
    maxWaitMs: settings["max-wait"],
    trust,
    ...(proxies === null ? {} : { proxies }),
  };
  const { complete, machine } = await runPlan({ ...options, catalog, plan });
  performance.mark("asked");
  const journals = [journal];
  const conclude = async (extra: ExtraCell[]) =>
    await concludeRecordings({
      recordings: readJournals(journals),
      plan: { ...plan, cells: [...plan.cells, ...extra.map(planExtra)] },
      catalog: { ...catalog, probes: [...catalog.probes, ...extra.map(({ probe }) => probe)] },
      targets,
      expect,
      tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
      run: {
        id,
        startedAt,
        finishedAt: new Date().toISOString(),
        complete: complete && !signal.aborted,
        ...(machine === null ? {} : { machine }),
        timezone: {
          offsetMinutes: -new Date().getTimezoneOffset(),
          name: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
    });
  const report = await conclude([]);
  if (settle === null || !complete) return report;
  const limits = {
    ...settle,
    ...settleBound(plan, settings, false),
    signal,
  };
  return await settleReport(report, limits, async (added, all) => {
    const next = journal.replace(/\.journal\.ndjson$|$/, `.settle-${journals.length}.journal.ndjson`);
    const known = vault.count();
    await runPlan({
      ...options,
      catalog: { ...catalog, probes: [...catalog.probes, ...all.map(({ probe }) => probe)] },
      plan: { ...plan, cells: added.map(planExtra) },
      journal: next,
    });
    // An earlier journal may repeat a secret that only this round created.
    if (vault.count() > known) for (const earlier of journals) await cleanJournal(earlier, vault);
    journals.push(next);
    return await conclude(all);
  });
}

function planExtra({ cell }: ExtraCell): PlannedCell {
  return { cell, skip: null, required: false };
}

async function* readJournals(journals: readonly string[]): ReturnType<typeof readJournal> {
  for (const journal of journals) yield* readJournal(journal);
}
