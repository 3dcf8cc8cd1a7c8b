/*
 * How much a run may do: what the plan bounds beforehand is what the run keeps to.
 */

/** Attempts of a cell whose answer may be passing: a server fault, or a redirect that led to a refusal. */
export const MOST_ATTEMPTS = 3;

/** Ms that a step waits for its event. */
export const STEP_WAIT_MS = 15_000;

/** The service's default quota of speech-to-text requests a minute and deployment. */
export const SPEECH_TO_TEXT_PER_MINUTE = 3;
