import { type Outage, outageOf } from "../steps/outage.ts";
import type { CellFacts, Facts } from "./facts.ts";

/*
 * What the findings about hosts that do not respond share. Times are those of the attempts.
 */

/** The outage that a cell ran into, or why it was not attempted. null: its last request got a response, or it sent none. */
export function getOutage({ observation: { notAttempted, last } }: CellFacts): Outage | null {
  // A cell that was not attempted has the cause of the earlier ones. A deadline without a response is silence.
  if (notAttempted !== null) return outageOf({ cause: notAttempted.cause, phase: "headers" });
  return last === null || last.failure === null || last.spoilt !== null ? null : outageOf(last.failure);
}

/** Whether this cell sent a request. */
export function isAttempted({ observation }: CellFacts): boolean {
  return observation.notAttempted === null && observation.attempts.length > 0;
}

/** Whether any request of this cell got a response. */
export function isAnswered({ observation }: CellFacts): boolean {
  return observation.status !== null;
}

/** Start of the first and end of the last attempt, epoch ms. null if there was none. */
export function getSpan(cells: CellFacts[]): { from: number; to: number } | null {
  const attempts = cells.flatMap(({ observation }) => observation.attempts);
  if (attempts.length === 0) return null;
  const starts = attempts.map(({ startedAt }) => Date.parse(startedAt ?? ""));
  const ends = attempts.map(({ durationMs }, index) => (starts[index] ?? Number.NaN) + (durationMs ?? Number.NaN));
  return { from: Math.min(...starts), to: Math.max(...ends) };
}

/** Time of the request that decided a cell, epoch ms. */
export function getDecidedAt({ observation: { last } }: CellFacts): number {
  return last === null ? Number.NaN : Date.parse(last.startedAt ?? "") + last.endedFrom;
}

/** `from 14:41:07Z to 14:41:37Z (30 s)`. */
export function formatSpan({ from, to }: { from: number; to: number }): string {
  const clock = (at: number) => (Number.isNaN(at) ? "an unknown time" : `${new Date(at).toISOString().slice(11, 19)}Z`);
  return `from ${clock(from)} to ${clock(to)} (${Math.round((to - from) / 1000)} s)`;
}

/** The most frequent kind of outage, if no cell of a target, controls included, got a response. Otherwise null. */
export function getOutageOfTarget(target: string, facts: Facts): Outage | null {
  const cells = facts.all.filter((cell) => cell.target.name === target && cell.verdict.verdict !== "skipped");
  const outages = cells.map(getOutage);
  if (outages.length === 0 || outages.includes(null) || cells.some(isAnswered)) return null;
  const silent = outages.filter((outage) => outage === "silent").length;
  return silent * 2 > outages.length ? "silent" : "unreachable";
}
