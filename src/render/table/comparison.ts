import type { Report } from "../../model/report.ts";
import type { ComparedRow } from "../compared-row.ts";
import { comparisonsOf } from "../comparison.ts";
import { comparisonInWords, hostNamesInWords, type Spelling } from "../comparison-in-words.ts";
import { hostNamesOf } from "../host-names.ts";
import { plain } from "../inert.ts";
import { paragraph } from "./grid.ts";
import { outcomeGrids } from "./matrix.ts";

const SPELLING: Spelling = { name: (text) => plain(text, 60), id: (text) => plain(text, 100) };

/**
 * What is the same on every target, what differs, and the results of each host name. Differences have targets as columns.
 * With `all`, every path is shown.
 */
export function comparisonTexts(report: Report, all: boolean): string[] {
  const models = comparisonsOf(report).map(({ model, targets, rows, ...comparison }) => {
    const head = `Compared: ${plain(model, 120)} on ${targets.map(SPELLING.name).join(", ")}`;
    const points = comparisonInWords({ model, targets, rows, ...comparison }, SPELLING);
    return block(head, points, targets, all ? rows : rows.filter(({ kind }) => kind === "differs"));
  });
  const resources = hostNamesOf(report).map((names) => {
    const hosts = names.hosts.map(({ host }) => host);
    return block(
      "Compared: one resource with several host names",
      hostNamesInWords(names, SPELLING),
      hosts,
      names.differing,
    );
  });
  return [...models, ...resources];
}

function block(head: string, points: string[], columns: string[], rows: ComparedRow[]): string {
  return [
    paragraph("", 0, head),
    ...points.map((point) => paragraph("", 2, point)),
    ...(rows.length === 0 ? [] : outcomeGrids("path", columns, rows)),
  ].join("\n");
}
