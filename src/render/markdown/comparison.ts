import type { Report } from "../../model/report.ts";
import type { ComparedRow } from "../compared-row.ts";
import { comparisonsOf } from "../comparison.ts";
import { comparisonInWords, hostNamesInWords, type Spelling } from "../comparison-in-words.ts";
import { hostNamesOf } from "../host-names.ts";
import { codeInTable, prose } from "../inert.ts";
import { cellText } from "./results.ts";

/** Columns after that of the path: no table has more than eight. */
const COLUMNS = 7;
const SPELLING: Spelling = { name: (text) => prose(text, 60), id: (text) => codeInTable(text, 100) };

/** What is the same on every target, what differs, and the results of each host name, with targets as columns. */
export function comparisonLines(report: Report): string[] {
  const models = comparisonsOf(report).flatMap((comparison) => {
    const places = comparison.targets.map(SPELLING.name).join(", ");
    const points = comparisonInWords(comparison, SPELLING);
    return block(`**${prose(comparison.model, 120)}** on ${places}:`, points, comparison.targets, comparison.rows);
  });
  const resources = hostNamesOf(report).flatMap((names) => {
    const hosts = names.hosts.map(({ host }) => host);
    return block(
      "**One resource with several host names:**",
      hostNamesInWords(names, SPELLING),
      hosts,
      names.differing,
    );
  });
  const lines = [...models, ...resources];
  return lines.length === 0 ? [] : ["## Compared", ...lines];
}

function block(head: string, points: string[], columns: string[], rows: ComparedRow[]): string[] {
  return ["", head, "", ...points.map((point) => `- ${point}`), ...tables(columns, rows)];
}

function tables(columns: string[], rows: ComparedRow[]): string[] {
  if (rows.length === 0) return [];
  const starts = Array.from({ length: Math.ceil(columns.length / COLUMNS) }, (_, n) => n * COLUMNS);
  return starts.flatMap((from) => {
    const shown = columns.slice(from, from + COLUMNS);
    return [
      "",
      `| path | ${shown.map((name) => codeInTable(name, 60)).join(" | ")} |`,
      `|---|${shown.map(() => "---|").join("")}`,
      ...rows.map(({ label, kind, cells }) => {
        const texts = shown.map((_, n) => cellText(cells[from + n] ?? null));
        return `| ${codeInTable(label, 100)}${kind === "differs" ? " **differs**" : ""} | ${texts.join(" | ")} |`;
      }),
    ];
  });
}
