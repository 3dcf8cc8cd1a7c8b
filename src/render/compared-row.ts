import { groupBy } from "../model/group-by.ts";
import type { Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";
import { wasAsked } from "./reading.ts";

/**
 * What the same request shows at several targets: one outcome at all of them, different outcomes, no response from some,
 * or not sent to some.
 */
export type RowKind = "differs" | "same" | "no-evidence" | "not-asked";

/** The same request at several targets. */
export interface ComparedRow {
  /** Probe and variant: `preview-realtime@2025-04-01-preview`. */
  label: string;
  kind: RowKind;
  /** One per target, in the order of the comparison. Null if it was not planned there. */
  cells: (Result | null)[];
}

/**
 * Arranges results as rows. A request that was sent to no target has none.
 * @param targets names of the targets
 */
export function comparedRows(results: Result[], labelOf: (result: Result) => string, targets: string[]): ComparedRow[] {
  return [...groupBy(results, labelOf)].flatMap(([label, of]): ComparedRow[] => {
    // If a target has several, the first counts.
    const byTarget = new Map(of.map((result) => [result.cell.target, result] as const).reverse());
    const cells = targets.map((target) => byTarget.get(target) ?? null);
    return cells.every((cell) => !isAsked(cell)) ? [] : [{ label, kind: kindOf(cells), cells }];
  });
}

/** Whether a cell shows how its target responds. No response says nothing about a region. */
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
