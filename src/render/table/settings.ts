import type { Report } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { SETTING_COLUMNS, settingRows } from "../settings-in-words.ts";
import { grid } from "./grid.ts";

const WIDTHS = [16, 14, 21, 12, 21];

/** The settings of each target, if the run tried any. */
export function settingTables(report: Report): string[] {
  return report.targets.flatMap(({ name }) => {
    const rows = settingRows(report, name).map((row) => row.map((text) => plain(text, 200)));
    return rows.length === 0
      ? []
      : [`Session settings on ${plain(name, 60)}\n${grid(SETTING_COLUMNS, rows, WIDTHS, true)}`];
  });
}
