const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** One day. A longer one is probably a typo, and `setTimeout` overflows after 24.8 days. */
const LONGEST_MS = 86_400_000;

export const DURATION_FORM = "a duration from 1ms to 24h, such as 500ms, 30s or 2m";

/** Reads `500ms`, `30s`, `2m` or `1h` into milliseconds; null if it is none of them or out of range. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text);
  const unit = match?.[2];
  if (match === null || (unit !== "ms" && unit !== "s" && unit !== "m" && unit !== "h")) return null;
  const ms = Math.round(Number(match[1]) * UNITS[unit]);
  return ms >= 1 && ms <= LONGEST_MS ? ms : null;
}
