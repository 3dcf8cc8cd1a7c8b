import type { Report, Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { requestId } from "../reading.ts";
import { sinceOf } from "../since.ts";
import { cutOut, type Format, resultsById } from "../view.ts";
import { outcome } from "../words.ts";

/**
 * One workflow command for each regression, which GitHub shows as an annotation of the run. Nothing else is annotated,
 * because GitHub shows ten annotations of a step.
 */
export const format: Format = {
  extension: "github-annotations.txt",
  render(whole, view) {
    const report = cutOut(whole, view);
    const results = resultsById(report.results);
    const regressions = (report.run.exit?.regressions ?? []).flatMap((id) => results.get(id) ?? []);
    return regressions.map((result) => `${annotationOf(report, result)}\n`).join("");
  },
};

function annotationOf(report: Report, result: Result): string {
  const before = sinceOf(report, result);
  const id = requestId(result);
  const message = [
    before === null ? outcome(result) : `${outcome(before.before)} → ${outcome(result)}`,
    ...(before === null || before.lastGood === null ? [] : [`last worked at ${before.lastGood}`]),
    ...(id === null ? [] : [`request id ${id}`]),
  ].join(", ");
  return `::error title=${propertyOf(`No longer works: ${result.cell.id}`)}::${dataOf(message)}`;
}

/** GitHub decodes these three in the text of a command, and two more in its properties. */
function dataOf(text: string): string {
  return plain(text, 1000).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function propertyOf(text: string): string {
  return dataOf(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
