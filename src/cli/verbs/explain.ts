import { concludeReport } from "../../conclusion/index.ts";
import { storyOf } from "../../render/story.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { cellChosen } from "../saved/cell-choice.ts";
import { DEFAULT_REPORT, readReport } from "../saved/saved-report.ts";
import { UsageError } from "../usage-error.ts";

/** `explain CELL [REPORT]`: one cell of a saved report told as a story, judged anew, with no network. */
export async function explain(call: Call): Promise<number> {
  const report = concludeReport(readReport(call.further[0] ?? DEFAULT_REPORT));
  const cell = cellChosen(
    call.argument ?? "",
    report.results.map((result) => result.cell),
  );
  const result = report.results.find((one) => one.cell.id === cell.id);
  if (result === undefined) throw new UsageError(`${cell.id}: the report holds no result of this cell.`);
  writeOut(proven(storyOf(report, result), "the story on standard output", vaultOfEnvironment(process.env)));
  return EXIT.met;
}
