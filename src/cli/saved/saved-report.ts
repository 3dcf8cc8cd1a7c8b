import { parseReport, ReportError, readReportLines, recordingIn, type SavedLine } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { LineFile } from "../../run/index.ts";
import { checkSaved, readSaved, whileReading } from "./saved-file.ts";

/** What `run -o .` writes; read where no file is named. */
export const DEFAULT_REPORT = "report.json";
const WHAT = "a report.json";

/**
 * A saved report, as it was saved. Of one that this version wrote the recordings stay in the file, and are read when they
 * are wanted.
 * @throws UsageError where it is no file, or cannot be read
 * @throws ReportError naming the file, and the key where one is at fault
 */
export function readReport(file: string): Report {
  checkSaved(file, WHAT);
  try {
    const report = whileReading(file, () => readReportLines(linesOf(file)));
    return report ?? parseReport(readSaved(file, WHAT).toString("utf8"));
  } catch (error) {
    if (error instanceof ReportError) throw new ReportError(`${file}: ${error.message}`);
    throw error;
  }
}

function* linesOf(file: string): Generator<SavedLine> {
  const lines = new LineFile(file, recordingIn);
  for (const { text, place } of lines.lines()) yield { text, again: lines.again.bind(lines, place) };
}
