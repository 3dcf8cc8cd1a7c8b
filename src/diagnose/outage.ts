import { type Outage, outageOf } from "../steps/outage.ts";
import type { CellFacts, Facts } from "./facts.ts";

/*
 * Hosts that do not answer: what the findings on them have in common. Times are those of the attempts.
 */

/** How one cell met a host that did not answer, or why it was not attempted; null: its last request was answered, or none was made. */
export function outageIn({ observation: { notAttempted, last } }: CellFacts): Outage | null {
  // A cell that was not attempted has the cause of those before it; out of time without an answer is silence.
  if (notAttempted !== null) return outageOf({ cause: notAttempted.cause, phase: "headers" });
  return last === null || last.failure === null || last.spoilt !== null ? null : outageOf(last.failure);
}

/** Whether a request of this cell was made. */
export function wasAttempted({ observation }: CellFacts): boolean {
  return observation.notAttempted === null && observation.attempts.length > 0;
}

/** Whether some request of this cell got a response, whatever it said. */
export function wasAnswered({ observation }: CellFacts): boolean {
  return observation.status !== null;
}

/** When the first attempt began and the last one ended, epoch ms; null if nothing was attempted. */
export function spanOf(cells: CellFacts[]): { from: number; to: number } | null {
  const attempts = cells.flatMap(({ observation }) => observation.attempts);
  if (attempts.length === 0) return null;
  const starts = attempts.map(({ startedAt }) => Date.parse(startedAt));
  const ends = attempts.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  return { from: Math.min(...starts), to: Math.max(...ends) };
}

/** When the request was made that decided a cell, epoch ms. */
export function askedAt({ observation: { last } }: CellFacts): number {
  return last === null ? Number.NaN : Date.parse(last.startedAt) + last.endedFrom;
}

/** `from 14:41:07Z to 14:41:37Z (30 s)`. */
export function spanInWords({ from, to }: { from: number; to: number }): string {
  const clock = (at: number) => (Number.isNaN(at) ? "an unknown time" : `${new Date(at).toISOString().slice(11, 19)}Z`);
  return `from ${clock(from)} to ${clock(to)} (${Math.round((to - from) / 1000)} s)`;
}

/** If no cell of a target was answered, controls included: the kind of outage that most of them met; else null. */
export function outageOfTarget(target: string, facts: Facts): Outage | null {
  const cells = facts.all.filter((cell) => cell.target.name === target && cell.verdict.verdict !== "skipped");
  const outages = cells.map(outageIn);
  if (outages.length === 0 || outages.includes(null) || cells.some(wasAnswered)) return null;
  const silent = outages.filter((outage) => outage === "silent").length;
  return silent * 2 > outages.length ? "silent" : "unreachable";
}
