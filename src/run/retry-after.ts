import type { Hop } from "../model/recording.ts";

/** Milliseconds to wait if the service gives no usable time. */
const DEFAULT_WAIT = 1000;

/**
 * Returns the milliseconds that the service asks the client to wait, from `retry-after-ms`, else from `retry-after` in
 * seconds or as a date.
 * @param now milliseconds since 1970, for a date
 */
export function parseRetryAfter(hop: Hop, now: number): number {
  const ms = parseNumber(readFirstHeader(hop, "retry-after-ms"));
  if (ms !== null) return ms;
  const value = readFirstHeader(hop, "retry-after");
  const seconds = parseNumber(value);
  if (seconds !== null) return seconds * 1000;
  const date = value === null || !/[a-z]{3}/i.test(value) ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? DEFAULT_WAIT : Math.max(0, date - now);
}

/** Parses a non-negative decimal number. Null for anything else. */
function parseNumber(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

function readFirstHeader(hop: Hop, name: string): string | null {
  return hop.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? null;
}
