import type { Report } from "../../model/report.ts";
import { codeInTable, prose } from "../inert.ts";
import { splitWays, wayChanges, wayInWords, waysOf } from "../ways.ts";

/** A table has at most eight columns. */
const MOST_REGIONS = 6;

/** The ways to serve a role as tables: ways, regions, and what changed since the baseline. */
export function waysLines(report: Report, role: string): string[] {
  const ways = waysOf(report, role);
  if (ways.rows.length === 0) return [`No probe for ${prose(role, 40)} was run.`];
  return splitWays(ways, MOST_REGIONS).flatMap(({ regions, rows }, n) => [
    ...(n === 0 ? [] : [""]),
    `| ${[prose(role, 40), ...regions.map((name) => prose(name, 60)), "since the baseline"].join(" | ")} |`,
    `|${"---|".repeat(regions.length + 2)}`,
    ...rows.map(
      (row) => `| ${[codeInTable(row.label, 80), ...row.cells.map(wayInWords), wayChanges(report, row)].join(" | ")} |`,
    ),
  ]);
}
