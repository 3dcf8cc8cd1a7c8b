import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";

/** Before any retirement date is near, so that no test depends on the day on which it runs. */
const QUIET_DAY = "2026-01-01";

/**
 * A report of an emulator without its marks, judged anew: what the same answers of a real resource would come to.
 * @param day the day of the run, from which retirement dates count
 */
export function asIfReal(report: Report, day = QUIET_DAY): Report {
  const bare = JSON.stringify(report, (key, value: unknown) => {
    if (key === "responseHeaders" && Array.isArray(value)) {
      return value.filter((header) => !String(header).toLowerCase().startsWith("x-aoai-probe-"));
    }
    return key === "aoai_probe_source" ? undefined : value;
  });
  const real = parseReport(bare);
  const run = { ...real.run, startedAt: `${day}T09:00:00.000Z`, finishedAt: `${day}T09:01:00.000Z` };
  return concludeReport({ ...real, run });
}
