import type { Report } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { cutOut, type Format, type View } from "../view.ts";
import { cellRecord, RECORD_KEYS } from "./cell-record.ts";

/** Long enough for a cell id and for an outcome in words. */
const LONGEST_TEXT = 1000;

/** Spreadsheets take a text for a formula if it begins so. The last four are the wide forms of the first four. */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** The matrix by RFC 4180: one row for each cell without the controls. A spreadsheet can pivot it. */
export const format: Format = {
  extension: "csv",
  render: (report, view) => [...rowsOf(report, view)].join(""),
  pieces: rowsOf,
};

function* rowsOf(whole: Report, view: View): Generator<string> {
  const report = cutOut(whole, view);
  yield rowOf(RECORD_KEYS);
  for (const result of report.results) {
    if (result.cell.control !== null) continue;
    const record = cellRecord(report, result);
    yield rowOf(RECORD_KEYS.map((key) => record[key]));
  }
}

/** Every text is quoted, so that a spreadsheet that separates fields by semicolons does not find one in a text. */
function rowOf(values: readonly (string | number | null)[]): string {
  const fields = values.map((value) => (typeof value === "string" ? quoted(value) : (value ?? "")));
  return `${fields.join(",")}\r\n`;
}

function quoted(text: string): string {
  const line = plain(text, LONGEST_TEXT);
  return `"${(FORMULA.test(line) ? `'${line}` : line).replaceAll('"', '""')}"`;
}
