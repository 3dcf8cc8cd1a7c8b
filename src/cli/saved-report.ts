import { parseReport, ReportError } from "../conclusion/index.ts";
import type { Report } from "../model/report.ts";
import { readSaved } from "./saved-file.ts";

/** What `run -o .` writes; read where no file is named. */
export const DEFAULT_REPORT = "report.json";

/**
 * A saved report, as it was saved.
 * @throws UsageError where it is no file, or cannot be read
 * @throws ReportError naming the file, and the key where one is at fault
 */
export function readReport(file: string): Report {
  const text = readSaved(file, "a report.json").toString("utf8");
  try {
    return parseReport(text);
  } catch (error) {
    if (error instanceof ReportError) throw new ReportError(`${file}: ${error.message}`);
    throw error;
  }
}
