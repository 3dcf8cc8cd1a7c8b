import type { Report } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { splitWays, wayChanges, wayInWords, waysOf } from "../ways.ts";
import { grid } from "./grid.ts";

/** Regions in one grid of 100 columns. */
const MOST_REGIONS = 3;
const [LABEL, REGION, SINCE] = [25, 15, 14];

/** The ways to serve a role as grids: ways, regions, and what changed since the baseline. */
export function waysText(report: Report, role: string): string {
  const ways = waysOf(report, role);
  if (ways.rows.length === 0) return `No probe for ${plain(role, 40)} was run.`;
  const grids = splitWays(ways, MOST_REGIONS).map(({ regions, rows }) =>
    grid(
      [plain(role, 40), ...regions.map((name) => plain(name, 60)), "since baseline"],
      rows.map((row) => [plain(row.label, 80), ...row.cells.map(wayInWords), wayChanges(report, row)]),
      [LABEL, ...regions.map(() => REGION), SINCE],
      true,
    ),
  );
  return grids.join("\n");
}
