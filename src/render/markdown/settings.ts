import { prose } from "../inert.ts";
import { SETTING_COLUMNS, settingRows } from "../settings-in-words.ts";
import { counted } from "../words.ts";
import type { Section } from "./sections.ts";
import type { Ticket } from "./ticket.ts";

/** What the service did with each setting of a session that the run tried. */
export function settingsSection({ report, target }: Ticket): Section {
  const rows = settingRows(report, target.name).map((row) => `| ${row.map((text) => cellText(text)).join(" | ")} |`);
  const head = [`| ${SETTING_COLUMNS.join(" | ")} |`, `|${SETTING_COLUMNS.map(() => "---").join("|")}|`];
  return {
    name: "settings",
    lines: rows.length === 0 ? [] : ["", ...head, ...rows.slice(0, MOST_ROWS)],
    optional: {
      rows: rows.slice(MOST_ROWS).map((row) => [row]),
      leftOut: (n) => `${counted(n, "more setting")} in \`report.json\`.`,
    },
  };
}

/** Rows that are always printed. The settings of one deployment fit. */
const MOST_ROWS = 20;

function cellText(text: string): string {
  return prose(text, 200).replaceAll("|", "\\|");
}
