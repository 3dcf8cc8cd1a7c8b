import type { Report, Result } from "../model/report.ts";
import { safeJson } from "../render/inert.ts";

/** One cell and its recording: all that its verdict may rest on. */
interface EvidenceLine {
  cell: Result["cell"];
  /** Why the cell was not run. Null if it was. */
  notAsked: Result["cause"] | null;
  recording: Result["recording"];
}

/** Formats the raw recordings, one cell per line, in the report's order. */
export function evidenceText(report: Report): string {
  return report.results
    .map(({ cell, recording, cause }) => {
      const line: EvidenceLine = { cell, notAsked: recording === null ? cause : null, recording };
      return `${safeJson(line)}\n`;
    })
    .join("");
}

/** Parses the lines without further checks. Throws SyntaxError if a line is not JSON. */
export function evidenceLines(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}
