/**
 * The differences that make the exit code 1, from the fewest to the most: unmet expectations, regressions too, any
 * difference. `never`: none.
 */
export const FAIL_ON = ["never", "required", "regression", "any"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** The policy of --fail-on. */
export interface FailPolicy {
  /** Null: a baseline implies `regression`, and `expect:` `required`. */
  failOn: FailOn | null;
  /** The exit code is 1 if a model of the run retires in fewer days. Null: dates do not matter. */
  retiringDays: number | null;
}

/** The exit code of a run and its reason. */
export interface RunExit {
  code: number;
  /** One sentence. It names at most five cells. */
  reason: string;
  /** The policy of --fail-on or of the configuration. Null: a baseline implies `regression`, and `expect:` `required`. */
  failOn: FailOn | null;
  /** The days of `retiring<30d` in that policy. Absent if it has none. */
  retiringDays?: number;
  /**
   * Ids of the cells that worked in the baseline and fail now. Expected failures and failures that may pass are not
   * among them. Absent if there is no baseline.
   */
  regressions?: string[];
}
