import { groupBy } from "../model/group-by.ts";
import type { Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";
import { wasAsked } from "./reading.ts";

/**
 * What one question shows that was put in several places: one outcome in all of them, different ones, no answer from
 * some, or that some were not asked.
 */
export type RowKind = "differs" | "same" | "no-evidence" | "not-asked";

/** One question put in several places. */
export interface ComparedRow {
  /** Probe and variant: `preview-realtime@2025-04-01-preview`. */
  label: string;
  kind: RowKind;
  /** One a place, in the comparison's order; null where it was not planned there. */
  cells: (Result | null)[];
}

/**
 * Results arranged as rows; a question that was asked nowhere has none.
 * @param targets the places, by their targets' names
 */
export function comparedRows(results: Result[], labelOf: (result: Result) => string, targets: string[]): ComparedRow[] {
  return [...groupBy(results, labelOf)].flatMap(([label, of]): ComparedRow[] => {
    // Of several in one place the first counts.
    const byTarget = new Map(of.map((result) => [result.cell.target, result] as const).reverse());
    const cells = targets.map((target) => byTarget.get(target) ?? null);
    return cells.every((cell) => !isAsked(cell)) ? [] : [{ label, kind: kindOf(cells), cells }];
  });
}

/** Whether a cell says how its place answers: silence on one says nothing of its region. */
export function isTold(cell: Result | null): cell is Result {
  return cell !== null && VERDICTS[cell.verdict] !== "no-evidence" && !cell.unstable;
}

function kindOf(cells: (Result | null)[]): RowKind {
  const outcomes = new Set(cells.filter(isTold).map(({ verdict, status }) => `${verdict} ${status}`));
  if (outcomes.size > 1) return "differs";
  if (!cells.every(isAsked)) return "not-asked";
  return cells.every(isTold) ? "same" : "no-evidence";
}

function isAsked(cell: Result | null): boolean {
  return cell !== null && wasAsked(cell);
}
