import type { Hop } from "../model/recording.ts";

/** What is waited where the service gives no usable time, in ms. */
const DEFAULT_WAIT = 1000;

/**
 * How long the service asks us to wait, in ms, from `retry-after-ms`, else `retry-after` in seconds or as a date.
 * @param now epoch ms, for a date
 */
export function waitAskedFor(hop: Hop, now: number): number {
  const ms = number(header(hop, "retry-after-ms"));
  if (ms !== null) return ms;
  const value = header(hop, "retry-after");
  const seconds = number(value);
  if (seconds !== null) return seconds * 1000;
  const date = value === null || !/[a-z]{3}/i.test(value) ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? DEFAULT_WAIT : Math.max(0, date - now);
}

/** A non-negative decimal number; anything else is no time at all. */
function number(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

function header(hop: Hop, name: string): string | null {
  return hop.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? null;
}
