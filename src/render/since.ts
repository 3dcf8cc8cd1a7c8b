import { type Baseline, INCOMPARABLE, type Since, TRENDS, type Trend } from "../model/baseline.ts";
import { oncePer } from "../model/once.ts";
import type { Report, Result } from "../model/report.ts";
import { prose } from "./inert.ts";
import { resultsOf } from "./view.ts";
import { outcome } from "./words.ts";

/** How a cell stands against the earlier run; null where no run was given, or the two cannot be compared. */
export function sinceOf({ baseline }: Report, { cell }: Result): Since | null {
  return baseline === undefined ? null : (cellsOf(baseline).get(cell.id) ?? null);
}

const notComparedIn = oncePer(({ notCompared }: Baseline) => new Map(notCompared.map(({ cell, why }) => [cell, why])));
const cellsOf = oncePer(({ cells }: Baseline) => new Map(cells.map((one) => [one.cell, one])));

/** `Between T0 and T1: …`: since when a cell is as it is. */
export function sinceInWords(report: Report, result: Result): string {
  const { baseline } = report;
  if (baseline === undefined) return "**Not answered:** one run was made, at the times above.";
  const run = `the run of ${prose(baseline.run.startedAt, 40)}`;
  const one = sinceOf(report, result);
  if (one === null) {
    const why = notComparedIn(baseline).get(result.cell.id) ?? "not-asked-then";
    return `**Not answered:** ${run} ${INCOMPARABLE[why]}.`;
  }
  const then = outcome(one.before);
  if (one.firstBad === null) return `It works now; in ${run}: ${then}.`;
  if (one.trend === "worse")
    return `**Between ${one.lastGood} and ${one.firstBad}:** the same request had its result in ${run}; now: ${outcome(result)}.`;
  const still = one.trend === "same" ? "it was so already" : `it was otherwise, but did not work either (${then}),`;
  return one.lastGood === null
    ? `Not known: ${still} at ${one.before.at}, and no earlier time is known at which it worked.`
    : `**Between ${one.lastGood} and ${one.firstBad}:** it worked at the former and not at the latter; ${still} at ${one.before.at}.`;
}

/** Of a target: what worked in the earlier run and does not now, and the reverse; null where no run was given. */
export function changesInWords(report: Report, target: string, names: (id: string) => string): string | null {
  const { baseline } = report;
  if (baseline === undefined) return null;
  const own = resultsOf(report, target).map(({ cell }) => cell.id);
  const compared = own.flatMap((id) => cellsOf(baseline).get(id) ?? []);
  const of = (trend: Trend) => compared.filter((one) => one.trend === trend);
  const [worse, better, other, same] = TRENDS.map(of);
  const named = (cells: Since[] = []) =>
    cells.length === 0
      ? ""
      : ` (${cells
          .slice(0, 4)
          .map(({ cell }) => names(cell))
          .join(", ")}${cells.length > 4 ? ", …" : ""})`;
  const left = own.filter((id) => notComparedIn(baseline).has(id)).length;
  return [
    `${worse?.length ?? 0} that worked then ${worse?.length === 1 ? "does" : "do"} not now${named(worse)}`,
    `${better?.length ?? 0} ${better?.length === 1 ? "works" : "work"} now that did not${named(better)}`,
    `${other?.length ?? 0} fail otherwise than then`,
    `${same?.length ?? 0} as then`,
    `${left} not compared`,
  ].join(" · ");
}

/** `2025-11-17T08:29:00.000Z; first known not to work at …`: when a cell last worked. */
export function lastGoodInWords(report: Report, result: Result): string {
  if (report.baseline === undefined) return "not known: this report holds one run";
  const one = sinceOf(report, result);
  if (one === null || one.lastGood === null) return "not known: not in the earlier run that was given";
  return `${one.lastGood}${one.firstBad === null ? "" : `; first known not to: ${one.firstBad}`}`;
}
