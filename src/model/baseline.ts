import type { Cause } from "./cause.ts";
import type { VerdictKind } from "./verdict.ts";

/** How a cell stands against an earlier run: `worse`, where a result came back then and none does now. */
export const TRENDS = ["worse", "better", "other", "same"] as const;
export type Trend = (typeof TRENDS)[number];

/** Why a cell of this run is not set beside one of the earlier run, as the end of a sentence. */
export const INCOMPARABLE = {
  "not-asked-then": "did not ask it",
  "no-evidence-then": "had no evidence of it",
  "no-evidence-now": "cannot be compared: this run has no evidence of it",
  "probe-changed": "asked it in another way: the probe was changed in between",
  "model-changed": "asked another model or version, behind the same name",
  "endpoint-changed": "asked another endpoint under the same name",
} as const;
export type Incomparable = keyof typeof INCOMPARABLE;

/** A cell that both runs asked alike and have evidence of. */
export interface Since {
  cell: string;
  trend: Trend;
  /** What it came to in the earlier run, and when (ISO 8601, UTC). */
  before: { verdict: VerdictKind; cause: Cause; at: string };
  /** When it last worked, in this run, the earlier one, or one that was the earlier one's own baseline; null: in none. */
  lastGood: string | null;
  /** The first time after that at which it is known not to; null where it works now. */
  firstBad: string | null;
}

/** An earlier run, and what has changed since. */
export interface Baseline {
  /** `emulated`: as in a report's own run. */
  run: { id: string; startedAt: string; finishedAt: string; emulated?: string[] };
  cells: Since[];
  notCompared: { cell: string; why: Incomparable }[];
}
