import { codeInTable, prose } from "../inert.ts";
import { VERSION_LEGEND, versionTable } from "../versions-in-words.ts";
import { counted } from "../words.ts";
import type { Section } from "./sections.ts";
import type { Ticket } from "./ticket.ts";

/** Rows that are always printed. The versions on record fit. */
const MOST_ROWS = 30;

/** Which api-versions the dated paths answer. */
export function versionsSection({ report, target }: Ticket): Section {
  const table = versionTable(report, target.name);
  if (table === null) return { name: "versions", lines: [] };
  const head = ["api-version", "on record", ...table.paths.map((path) => codeInTable(path, 80))];
  const rows = table.rows.map(
    ({ version, status, outcomes }) => `| ${[prose(version, 60), status, ...outcomes].join(" | ")} |`,
  );
  return {
    name: "versions",
    lines: [
      "",
      VERSION_LEGEND,
      "",
      `| ${head.join(" | ")} |`,
      `|${head.map(() => "---").join("|")}|`,
      ...rows.slice(0, MOST_ROWS),
    ],
    optional: {
      rows: rows.slice(MOST_ROWS).map((row) => [row]),
      leftOut: (n) => `${counted(n, "more version")} in \`report.json\`.`,
    },
  };
}
