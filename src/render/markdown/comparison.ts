import type { Report } from "../../model/report.ts";
import { type ComparedRow, type Comparison, comparisonsOf } from "../comparison.ts";
import { codeInTable, prose } from "../inert.ts";
import { statuses } from "../reading.ts";
import { counted, shortOutcome } from "../words.ts";

/** Columns beside the probe's: no table has more than eight. */
const COLUMNS = 7;
const LISTED = 40;

/** What is the same on every target and so is not the region, and what differs, with targets as columns. */
export function comparisonLines(report: Report): string[] {
  const comparisons = comparisonsOf(report);
  if (comparisons.length === 0) return [];
  return ["## Compared", ...comparisons.flatMap((comparison) => ["", ...linesOf(comparison)])];
}

function linesOf({ model, targets, same, differing, open }: Comparison): string[] {
  const places = targets.map((target) => prose(target, 60)).join(", ");
  return [
    `**${prose(model, 120)}** on ${places}:`,
    "",
    ...(same.length === 0
      ? []
      : [`- The same on all of them, so it is not the region: ${counted(same.length, "path")} (${listed(same)}).`]),
    ...(differing.length === 0 ? ["- No path was seen to differ."] : []),
    ...(open.length === 0 ? [] : [`- Not to be compared, for want of evidence on one of them: ${listed(open)}.`]),
    ...(differing.length === 0 ? [] : ["", ...table(targets, differing)]),
  ];
}

function table(targets: string[], rows: ComparedRow[]): string[] {
  const shown = targets.slice(0, COLUMNS);
  return [
    `| differs | ${shown.map((target) => codeInTable(target, 60)).join(" | ")} |`,
    `|---|${shown.map(() => "---|").join("")}`,
    ...rows.map(
      ({ label, cells }) =>
        `| ${codeInTable(label, 100)} | ${cells
          .slice(0, COLUMNS)
          .map((cell) => (cell === null ? "not asked" : `${shortOutcome(cell)} ${statuses(cell)}`.trim()))
          .join(" | ")} |`,
    ),
    ...(targets.length > COLUMNS ? ["", `${targets.length - COLUMNS} further targets stand in \`report.json\`.`] : []),
  ];
}

function listed(rows: ComparedRow[]): string {
  const names = rows.slice(0, LISTED).map(({ label }) => codeInTable(label, 100));
  return names.join(", ") + (rows.length > LISTED ? `, and ${rows.length - LISTED} more` : "");
}
