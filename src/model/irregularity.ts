/**
 * What an answer may show beside its verdict: odd, and no reason to give another. Each completes the sentence
 * "Note: …" for a reader.
 */
export const IRREGULARITIES = {
  "binary-message": "the peer sent binary messages, which the protocol does not have",
  "event-order": "events came in another order than the protocol documents",
  "result-of-another-item": "the result names another item than the one that this session created",
  "result-of-another-response": "the result names another response than the one that this session began",
} as const satisfies Record<string, string>;

export type Irregularity = keyof typeof IRREGULARITIES;
export const IRREGULARITY_KINDS = Object.keys(IRREGULARITIES) as Irregularity[];
