import { type Evidence, evidenceOf, NOT_PLANNED } from "../model/evidence.ts";
import { groupBy } from "../model/group-by.ts";
import type { Result } from "../model/report.ts";
import { digestOf } from "./digest.ts";
import { wasAsked } from "./reading.ts";

/**
 * What the same request shows at several targets: one outcome at all of them, different outcomes, or one outcome with no
 * evidence from some.
 */
export type RowKind = "differs" | "same" | "no-evidence";

/** The same request at several targets. */
export interface ComparedRow {
  /** Probe and variant: `preview-realtime@2025-04-01-preview`. */
  label: string;
  kind: RowKind;
  /** One per target, in the order of the comparison. Null if it was not planned there. */
  cells: (Result | null)[];
  /** What each cell shows, in the same order. */
  evidence: Evidence[];
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
    if (!cells.some((cell) => cell !== null && wasAsked(cell))) return [];
    const evidence = cells.map(evidenceIn);
    return [{ label, kind: kindOf(cells, evidence), cells, evidence }];
  });
}

/** What a result shows about its target. */
export function evidenceIn(result: Result | null): Evidence {
  if (result === null) return NOT_PLANNED;
  const { verdict, cause, unstable } = result;
  return evidenceOf({ verdict, cause, unstable, attributed: digestOf(result).attributed });
}

function kindOf(cells: (Result | null)[], evidence: Evidence[]): RowKind {
  const outcomes = new Set(
    evidence.flatMap(({ kind }, n) => {
      if (kind === "no-evidence") return [];
      return kind === "works" ? [kind] : [`${cells[n]?.verdict} ${cells[n]?.status}`];
    }),
  );
  if (outcomes.size > 1) return "differs";
  return evidence.every(({ kind }) => kind !== "no-evidence") ? "same" : "no-evidence";
}
