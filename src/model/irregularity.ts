/** Unusual behaviour that does not change the verdict. Each text completes the sentence "Note: …". */
export const IRREGULARITIES = {
  "absurd-retry-after":
    "the response asks to retry after a time that is malformed or longer than a day, so it was not used",
  "binary-message": "the peer sent binary messages, which the protocol does not have",
  "event-order": "the events arrived in another order than documented",
  "result-of-another-item": "the result names another item than the one that this session created",
  "result-of-another-response": "the result names another response than the one that this session started",
} as const satisfies Record<string, string>;

export type Irregularity = keyof typeof IRREGULARITIES;
export const IRREGULARITY_KINDS = Object.keys(IRREGULARITIES) as Irregularity[];
