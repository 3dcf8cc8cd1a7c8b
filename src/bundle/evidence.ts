import type { Report, Result } from "../model/report.ts";
import { safeJson } from "../render/inert.ts";

/** One cell and what was recorded of it: all that its verdict may rest on. */
export interface EvidenceLine {
  cell: Result["cell"];
  /** Why the cell was not asked; null where it was. */
  notAsked: Result["cause"] | null;
  recording: Result["recording"];
}

/** The raw recordings, one cell a line, in the report's order. */
export function evidenceText(report: Report): string {
  return report.results
    .map(({ cell, recording, cause }) => {
      const line: EvidenceLine = { cell, notAsked: recording === null ? cause : null, recording };
      return `${safeJson(line)}\n`;
    })
    .join("");
}

/** The lines as they stand; nothing of them is checked yet. Throws SyntaxError where one is no JSON. */
export function evidenceLines(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}
