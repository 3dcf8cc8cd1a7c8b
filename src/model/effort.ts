/* Limits on what a run may do. The plan computes its bounds from the same constants. */

/** Attempts of a cell whose failure may be transient: a service error, or a redirect that led to a refusal. */
export const MOST_ATTEMPTS = 3;

/** Milliseconds that a step waits for its event. */
export const STEP_WAIT_MS = 15_000;
