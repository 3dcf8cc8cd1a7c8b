import type { Cell } from "../model/cell.ts";
import type { Result } from "../model/report.ts";
import type { Side } from "./coordinate.ts";
import type { Factor } from "./factor.ts";
import type { Outcome } from "./search.ts";

/** A cell that the search sent. */
export interface SentCell {
  cell: Cell;
  /** Names of the factors that it takes from the passing cell. */
  fromPassing: string[];
  outcome: Outcome;
  result: Result;
}

/** Why one cell works and the other does not. */
export type Cause =
  /** With these factors from the passing cell, the failing cell works. If `minimal`, each of them is needed. */
  | { kind: "found"; factors: Factor[]; minimal: boolean; breaks: SentCell | null }
  /** The passing cell failed this time, or the failing cell worked. */
  | { kind: "not-reproduced"; which: "passing" | "failing" }
  /** Both cells send the same requests, so the difference is outside the request. */
  | { kind: "no-difference" }
  /** The search ended before it had an answer. */
  | { kind: "cut-short" };

/** The answer to `why A B`, with its evidence. */
export interface Why {
  passing: Side;
  failing: Side;
  /** All differences between the two cells. */
  differences: Factor[];
  /** The differences as exchanged: one per step after the failed stage. */
  tried: Factor[];
  cause: Cause;
  /** Every cell sent, in order: the failing one, the passing one, then the mixtures. */
  asked: SentCell[];
}
