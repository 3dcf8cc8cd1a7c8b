import type { Cell } from "../model/cell.ts";
import type { Result } from "../model/report.ts";
import type { Side } from "./coordinate.ts";
import type { Factor } from "./factor.ts";
import type { Outcome } from "./search.ts";

/** A cell that was asked on the way. */
export interface SentCell {
  cell: Cell;
  /** Names of the factors that it has of the passing cell. */
  fromPassing: string[];
  outcome: Outcome;
  result: Result;
}

/** What was found of the reason why one cell works and the other does not. */
export type Cause =
  /** The factors, taken from the passing cell, make the failing one work; each is needed where `minimal`. */
  | { kind: "found"; factors: Factor[]; minimal: boolean; breaks: SentCell | null }
  /** The cell that should work did not, or the one that should not did. */
  | { kind: "not-reproduced"; which: "passing" | "failing" }
  /** Both ask the same thing: what differs lies outside the request. */
  | { kind: "no-difference" }
  /** Asked with nothing but the passing cell's factors the result did not come: they are not all of it. */
  | { kind: "cut-short" };

/** The answer to `why A B`, with its evidence. */
export interface Why {
  passing: Side;
  failing: Side;
  /** Everything in which the two differ. */
  differences: Factor[];
  /** The same as they were exchanged: what comes after the stage that failed step by step. */
  tried: Factor[];
  cause: Cause;
  /** Every cell asked, in order: the failing one, the passing one, those in between. */
  asked: SentCell[];
}
