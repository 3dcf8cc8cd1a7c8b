import type { Report } from "../../model/report.ts";
import { safeJson } from "../inert.ts";
import { cutOut, type Format, type View } from "../view.ts";
import { cellRecord } from "./cell-record.ts";

/** One line of JSON for each cell, controls included, for jq and for stores of logs. */
export const format: Format = {
  extension: "ndjson",
  render: (report, view) => [...linesOf(report, view)].join(""),
  pieces: linesOf,
};

function* linesOf(whole: Report, view: View): Generator<string> {
  const report = cutOut(whole, view);
  for (const result of report.results) yield `${safeJson(cellRecord(report, result))}\n`;
}
