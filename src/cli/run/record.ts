import { concludeRecordings } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { type RunOptions, readJournal, run as runPlan } from "../../run/index.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import type { ServedRun } from "./served-run.ts";

/** What of a run depends on who starts it. */
interface Recording extends Pick<RunOptions, "journal" | "signal" | "onProgress" | "onCapacity"> {
  id: string;
}

/** Runs every cell and draws the conclusion from the journal. An interrupted run makes its partial report the same way. */
export async function recordRun(
  served: Omit<ServedRun, "close" | "selection" | "recipients" | "notes" | "warnings" | "emulated">,
  recording: Recording,
): Promise<Report> {
  const { catalog, plan, targets, credentials, vault, settings, trust, proxies } = served;
  const { id, journal, signal } = recording;
  const startedAt = new Date().toISOString();
  const { complete, machine } = await runPlan({
    ...recording,
    catalog,
    plan,
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
  });
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
      complete: complete && !signal.aborted,
      ...(machine === null ? {} : { machine }),
      timezone: {
        offsetMinutes: -new Date().getTimezoneOffset(),
        name: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    },
  });
}
