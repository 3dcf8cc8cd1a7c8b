import { concludeReport } from "../../conclusion/index.ts";
import { storyOf } from "../../render/story.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { UsageError } from "../usage-error.ts";
import { cellChosen } from "./cell-choice.ts";
import { DEFAULT_REPORT, readReport } from "./saved-report.ts";

/** `explain CELL [REPORT]`: one result of a saved report, evaluated again. Sends nothing. */
export async function explainCell(text: string, file = DEFAULT_REPORT): Promise<number> {
  const report = concludeReport(readReport(file));
  const cell = cellChosen(
    text,
    report.results.map((result) => result.cell),
  );
  const result = report.results.find((one) => one.cell.id === cell.id);
  if (result === undefined) throw new UsageError(`${cell.id}: the report has no result for this cell. Choose another.`);
  writeOut(proven(storyOf(report, result), "the explanation on standard output", vaultOfEnvironment(process.env)));
  return EXIT.met;
}
