import type { Cause } from "./cause.ts";
import type { VerdictKind } from "./verdict.ts";

/** How a cell changed since an earlier run. `worse`: it returned a result then and returns none now. */
export const TRENDS = ["worse", "better", "other", "same"] as const;
export type Trend = (typeof TRENDS)[number];

/** Why a cell cannot be compared with the earlier run. Each text completes the sentence "run ID …". */
export const INCOMPARABLE = {
  "not-asked-then": "did not include this cell",
  "no-evidence-then": "has no evidence for this cell",
  "no-evidence-now": "cannot be compared: this run has no evidence for this cell",
  "probe-changed": "used another version of the probe",
  "model-changed": "used another model or version under the same deployment name",
  "endpoint-changed": "used another endpoint or base path under the same target name",
} as const;
export type Incomparable = keyof typeof INCOMPARABLE;

/** The outcome of a cell in an earlier run, and its time (ISO 8601, UTC). */
export interface Before {
  verdict: VerdictKind;
  cause: Cause;
  at: string;
}

/** A cell that both runs sent in the same way and have evidence for. */
export interface Since {
  cell: string;
  trend: Trend;
  before: Before;
  /**
   * When it last worked: in this run, in the earlier run, or in a run that was the baseline of the earlier one. Null if
   * never.
   */
  lastGood: string | null;
  /** The first known failure after `lastGood`. Null if it works now. */
  firstBad: string | null;
}

/** An earlier run, and what has changed since. */
export interface Baseline {
  /** `emulated` has the meaning that it has in the run of a report. */
  run: { id: string; startedAt: string | null; finishedAt: string | null; emulated?: string[] };
  cells: Since[];
  /** `before`: the last outcome with evidence. Absent if none is known. */
  notCompared: { cell: string; why: Incomparable; before?: Before }[];
  /** What only this run has, and what only the earlier run has. Absent from older reports. */
  added?: Presence;
  vanished?: Presence;
}

/** What one of two runs lacks. A target includes its deployments, and a deployment includes its cells. */
export interface Presence {
  targets: string[];
  /** `TARGET/DEPLOYMENT` */
  deployments: string[];
  cells: string[];
}
