import { concludeReport } from "../../conclusion/index.ts";
import { since } from "../../history/index.ts";
import type { Report } from "../../model/report.ts";
import type { Call } from "../flags.ts";
import { UsageError } from "../usage-error.ts";
import { readReport } from "./saved-report.ts";

/** The report named with --baseline, judged anew as this one is; null where none is. */
export function baselineOf(call: Call): Report | null {
  const file = call.text("baseline");
  return file === undefined ? null : concludeReport(readReport(file));
}

/**
 * A report with what has changed since its baseline; the report itself where there is none.
 * @throws UsageError where the baseline is the later of the two
 */
export function sinceBaseline(report: Report, earlier: Report | null): Report {
  if (earlier === null) return report;
  if (Date.parse(earlier.run.startedAt) >= Date.parse(report.run.startedAt)) {
    throw new UsageError(
      "--baseline: the report named is not of an earlier run; give an earlier one, or exchange the two.",
    );
  }
  return since(report, earlier);
}
