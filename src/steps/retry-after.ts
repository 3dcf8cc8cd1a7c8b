import type { Hop } from "../model/recording.ts";

/*
 * When a service says that the client may try again. Servers and gateways use several headers, and the most precise one
 * counts, because it is meant for clients.
 */

/** A longer wait than a day is a mistake of the server, or a quota that no run can wait for. */
const LONGEST_MS = 86_400_000;

/** What a response says about the next attempt. */
interface RetryAfter {
  /** The header that counts, as received: `retry-after: 33`. Null if there is none. */
  header: string | null;
  /** Milliseconds to wait. Null if no header has a usable value. */
  ms: number | null;
  /** Whether the value that counts, or the only ones, cannot be true: malformed, negative, or longer than a day. */
  isAbsurd: boolean;
  /** Whether an absurd value is too long, so that an early attempt is of no use. */
  isTooLong: boolean;
}

/**
 * Reads `retry-after-ms`, `x-ms-retry-after-ms`, `retry-after` in seconds or as a date, and the reset times of an
 * exhausted `x-ratelimit-*`. The first usable value counts.
 * @param now milliseconds since 1970, for a date. NaN if unknown: then a date is 0 ms away. The response's own `date`
 * counts before it
 */
export function readRetryAfter(hop: Pick<Hop, "status" | "responseHeaders">, now: number): RetryAfter {
  const headerOf = (name: string) => hop.responseHeaders.find(([n]) => n.toLowerCase() === name)?.[1] ?? null;
  const date = Date.parse(headerOf("date") ?? "");
  const readers: [name: string, read: (value: string) => number | null][] = [
    ["retry-after-ms", (value) => parseNumber(value)],
    ["x-ms-retry-after-ms", (value) => parseNumber(value)],
    ["retry-after", (value) => parseSecondsOrDate(value, Number.isNaN(date) ? now : date)],
    // Other responses have these headers too, and ask for nothing.
    ...(hop.status === 429 ? resetHeaders(headerOf) : []).map((name): [string, typeof parseSpan] => [name, parseSpan]),
  ];
  const given = readers.flatMap(([name, read]) => {
    const value = headerOf(name);
    return value === null ? [] : [{ header: `${name}: ${value}`, ms: read(value) }];
  });
  const usable = given.find(({ ms }) => ms !== null && ms <= LONGEST_MS);
  if (usable !== undefined) return { ...usable, isAbsurd: false, isTooLong: false };
  const isTooLong = given.some(({ ms }) => ms !== null);
  return { header: given[0]?.header ?? null, ms: null, isAbsurd: given.length > 0, isTooLong };
}

/** Names of the reset times whose limit is exhausted, or whose rest is unknown. The latest time comes first. */
function resetHeaders(headerOf: (name: string) => string | null): string[] {
  const names = ["requests", "tokens"].flatMap((kind) => {
    const rest = headerOf(`x-ratelimit-remaining-${kind}`);
    return rest === null || Number(rest) <= 0 ? [`x-ratelimit-reset-${kind}`] : [];
  });
  const timeOf = (name: string) => parseSpan(headerOf(name) ?? "") ?? 0;
  return names.sort((a, b) => timeOf(b) - timeOf(a));
}

/** Parses a non-negative decimal number. Null for anything else. */
function parseNumber(text: string): number | null {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

function parseSecondsOrDate(text: string, now: number): number | null {
  const seconds = parseNumber(text);
  if (seconds !== null) return seconds * 1000;
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) return null;
  return Number.isNaN(now) ? 0 : Math.max(0, date - now);
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses `6m0s`, `1.5s` or `20ms`, and a bare number of seconds. */
function parseSpan(text: string): number | null {
  const seconds = parseNumber(text);
  if (seconds !== null) return seconds * 1000;
  if (!/^\s*(\d+(\.\d+)?(ms|[smhd]))+\s*$/.test(text)) return null;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
}
