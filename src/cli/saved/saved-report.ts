import { parseReport, ReportError, readReportLines, recordingIn, type SavedLine } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { LineFile } from "../../run/index.ts";
import { readSaved, whileReading } from "./saved-file.ts";
import { isJournal } from "./saved-journal.ts";

/** What `run -o .` writes. Read if no file is named. */
export const DEFAULT_REPORT = "report.json";
const WHAT = "a report.json";

/**
 * A saved report, as it was saved. If this version wrote it, its recordings stay in the file until they are needed.
 * @throws UsageError if it is not a file, or cannot be read
 * @throws ReportError naming the file, and the key if one is wrong
 */
export function readReport(file: string): Report {
  if (isJournal(file, WHAT)) {
    throw new ReportError(`${file} is a journal: make a report of it with \`aoai-probe report ${file} -o DIR\`.`);
  }
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
