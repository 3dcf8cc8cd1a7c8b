import { addBaseline } from "../../conclusion/baseline.ts";
import { concludeReport } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { UsageError } from "../usage-error.ts";
import { readReport } from "./saved-report.ts";

/** The report of --baseline, evaluated again like this one; null if there is none. */
export function baselineOf(file: string | undefined): Report | null {
  return file === undefined ? null : concludeReport(readReport(file));
}

/**
 * A report with what has changed since its baseline; the report itself if there is no baseline.
 * @throws UsageError if the baseline is the later of the two, or if a time is unknown
 */
export function sinceBaseline(report: Report, earlier: Report | null): Report {
  if (earlier === null) return report;
  if (earlier.run.startedAt === null || report.run.startedAt === null) {
    throw new UsageError("--baseline: an imported capture without times cannot be compared. Name reports with times.");
  }
  if (Date.parse(earlier.run.startedAt) >= Date.parse(report.run.startedAt)) {
    throw new UsageError("--baseline: this report is newer than the current one. Swap them or choose an older one.");
  }
  return addBaseline(report, earlier);
}
