import type { Report } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { VERSION_LEGEND, versionTable } from "../versions-in-words.ts";
import { grid, paragraph } from "./grid.ts";

/** Paths of one grid, so that it fits the width. */
const COLUMNS = 4;
const WIDTHS = [18, 9];
const PATH_WIDTH = 14;

/** The api-versions of each target, if the run tried any, in as many grids as the width asks for. */
export function versionTables(report: Report): string[] {
  return report.targets.flatMap(({ name }) => {
    const table = versionTable(report, name);
    if (table === null) return [];
    const count = Math.ceil(table.paths.length / COLUMNS);
    const columns = Math.ceil(table.paths.length / count);
    const grids = Array.from({ length: count }, (_, n) => {
      const shown = <T>(all: T[]) => all.slice(n * columns, (n + 1) * columns);
      return grid(
        ["api-version", "on record", ...shown(table.paths).map((path) => plain(path, 60))],
        table.rows.map(({ version, status, outcomes }) => [plain(version, 40), status, ...shown(outcomes)]),
        [...WIDTHS, ...shown(table.paths).map(() => PATH_WIDTH)],
        true,
      );
    });
    return [
      [`Api-versions of the dated paths on ${plain(name, 60)}`, paragraph("", 0, VERSION_LEGEND), ...grids].join("\n"),
    ];
  });
}
