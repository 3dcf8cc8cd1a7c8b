/** The part of an attempt that says when it was made. */
type Timed = { startedAt: string | null };

/**
 * Returns the milliseconds from the start of the first attempt to the start of the last. Null if there is none, or if a
 * time is unknown.
 */
export function spanOf(attempts: readonly Timed[]): number | null {
  const starts = attempts.map(({ startedAt }) => Date.parse(startedAt ?? ""));
  const span = Math.max(...starts) - Math.min(...starts);
  return Number.isFinite(span) ? span : null;
}

/** Returns the time that several attempts cover, as the end of a phrase that counts them: ` within 21 s`. */
export function formatWithin(count: number, span: number | null): string {
  if (count < 2) return "";
  return span === null ? " at unknown times" : ` within ${Math.max(1, Math.ceil(span / 1000))} s`;
}
