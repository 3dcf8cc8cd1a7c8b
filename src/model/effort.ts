/* Limits on what a run may do. The plan computes its bounds from the same constants. */

/** Attempts of a cell whose failure may be transient: a service error, or a redirect that led to a refusal. */
export const MOST_ATTEMPTS = 3;

/** Milliseconds that a step waits for its event. */
export const STEP_WAIT_MS = 15_000;

/** Maximum number of parts of a plan that other processes run. */
export const MOST_PARTS = 1000;

/**
 * Milliseconds that attempts must cover before they show that a failure lasts. It is also the default time after which
 * the settle pass repeats a failure that may pass.
 */
export const LASTING_MS = 20_000;

/**
 * How often the settle pass sends each of two requests whose difference is to decide. A service that refuses at random
 * passes this many pairs with a probability of at most 1 in 4,000.
 */
export const PAIRS = 6;

/**
 * The same for a request with and without a field. A search found the field, so there were several chances to find one
 * that is refused at random.
 */
export const FIELD_PAIRS = PAIRS + 2;

/**
 * How often it repeats a refusal in unknown words before a claim counts. An experiment for several deployments repeats
 * the refusals of each as often.
 */
export const CONFIRMATIONS = 3;
