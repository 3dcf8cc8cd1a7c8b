import { concludeReport } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import { entryOf } from "../../render/entry.ts";
import { storyOf } from "../../render/story.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { UsageError } from "../usage-error.ts";
import { cellChosen } from "./cell-choice.ts";
import { DEFAULT_REPORT, readReport } from "./saved-report.ts";

/** `explain ID [REPORT]`: one entry of a saved report, evaluated again. Sends nothing. */
export async function explainId(id: string, file = DEFAULT_REPORT): Promise<number> {
  const text = explanationOf(id, concludeReport(readReport(file)));
  writeOut(proven(text, "the explanation on standard output", vaultOfEnvironment(process.env)));
  return EXIT.met;
}

/**
 * Explains what a report prints under an ID: a cell, or another entry.
 * @throws UsageError if the report has no such ID, or several cells
 */
export function explanationOf(id: string, report: Report): string {
  const entry = entryOf(report, id);
  if (entry !== null) return entry;
  const cell = cellChosen(
    id,
    report.results.map((result) => result.cell),
  );
  const result = report.results.find((one) => one.cell.id === cell.id);
  if (result === undefined) throw new UsageError(`${cell.id}: the report has no result for this cell. Choose another.`);
  return storyOf(report, result);
}
