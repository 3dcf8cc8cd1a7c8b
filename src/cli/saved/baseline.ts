import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { addBaseline } from "../../conclusion/baseline.ts";
import { isBaselineFile, parseBaselineFile, writeBaselineFile } from "../../conclusion/baseline-file.ts";
import { type Earlier, earlierOf } from "../../conclusion/earlier.ts";
import { concludeReport, ReportError } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { copyArtefact, writeArtefact } from "../output/artefact.ts";
import { proven } from "../output/publication.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { UsageError } from "../usage-error.ts";
import { readBeginning, readSaved } from "./saved-file.ts";
import { DEFAULT_REPORT, readReport } from "./saved-report.ts";

/** Name of the earlier report that `--baseline last` keeps. */
const PREVIOUS_REPORT = "report.previous.json";
const WHAT = "a report.json or a baseline file";

type BaselineFlags = Pick<ViewFlags, "baseline" | "output" | "update-baseline">;

/**
 * The earlier run of --baseline. Null if there is none.
 * @param resumed the ID of the run that is resumed, whose own partial report is no baseline
 * @throws UsageError if the flags do not fit, or the file cannot be read
 */
export function baselineOf(flags: BaselineFlags, resumed: string | null = null): Earlier | null {
  const { baseline: file, output, "update-baseline": isUpdated } = flags;
  if (file === undefined) {
    if (isUpdated) throw new UsageError("--update-baseline needs --baseline FILE: name the file to write.");
    return null;
  }
  if (file === "last") return lastReport(output, isUpdated, resumed);
  if (isUpdated && !existsSync(file)) return null;
  const isFile = isBaselineFile(readBeginning(file, WHAT));
  if (!isFile && isUpdated)
    throw new UsageError(`--update-baseline: ${file} is not a baseline file. Name another file.`);
  if (!isFile) return earlierOf(concludeReport(readReport(file)));
  try {
    return parseBaselineFile(readSaved(file, WHAT).toString("utf8"));
  } catch (error) {
    if (error instanceof ReportError) throw new ReportError(`${file}: ${error.message}`);
    throw error;
  }
}

function lastReport(output: string | undefined, isUpdated: boolean, resumed: string | null): Earlier | null {
  if (output === undefined) throw new UsageError("--baseline last needs --output: name the directory of the last run.");
  if (isUpdated) throw new UsageError("--update-baseline cannot write to `last`: name a file with --baseline FILE.");
  const file = join(output, isReportOf(resumed, output) ? PREVIOUS_REPORT : DEFAULT_REPORT);
  if (existsSync(file)) return earlierOf(concludeReport(readReport(file)));
  process.stderr.write(`There is no ${file} yet, so nothing is compared.\n`);
  return null;
}

/** Whether a run that is resumed has already written its partial report. */
function isReportOf(resumed: string | null, output: string): boolean {
  const file = join(output, DEFAULT_REPORT);
  return resumed !== null && existsSync(file) && readReport(file).run.id === resumed;
}

/**
 * A report with what has changed since its baseline; the report itself if there is no baseline.
 * @throws UsageError if the baseline is the later of the two, or if a time is unknown
 */
export function sinceBaseline(report: Report, earlier: Earlier | null): Report {
  if (earlier === null) return report;
  if (earlier.run.startedAt === null || report.run.startedAt === null) {
    throw new UsageError("--baseline: an imported capture without times cannot be compared. Name reports with times.");
  }
  if (Date.parse(earlier.run.startedAt) >= Date.parse(report.run.startedAt)) {
    throw new UsageError("--baseline: this report is newer than the current one. Swap them or choose an older one.");
  }
  return addBaseline(report, earlier);
}

/** Keeps the report that --baseline last was compared with, before the new one replaces it. */
export function keepLastReport({ baseline, output }: BaselineFlags, resumed: string | null = null): void {
  if (baseline !== "last" || output === undefined || !existsSync(join(output, DEFAULT_REPORT))) return;
  if (isReportOf(resumed, output)) return;
  copyArtefact(output, DEFAULT_REPORT, PREVIOUS_REPORT);
}

/** Writes the claims of a run to the file of --baseline, if --update-baseline asks for it. */
export function updateBaseline(report: Report, flags: BaselineFlags, vault: Vault): void {
  const { baseline: file, "update-baseline": isUpdated } = flags;
  if (!isUpdated || file === undefined) return;
  if (report.run.startedAt === null)
    throw new UsageError(
      "--update-baseline: an imported capture without times is no baseline. Name a report with times.",
    );
  writeArtefact(dirname(file), basename(file), proven(writeBaselineFile(report), file, vault, report));
  process.stderr.write(`Wrote ${file}\n`);
}
