import { type Baseline, INCOMPARABLE, type Since, TRENDS, type Trend } from "../model/baseline.ts";
import { oncePer } from "../model/once.ts";
import type { Report, Result } from "../model/report.ts";
import { prose } from "./inert.ts";
import { resultsOf } from "./view.ts";
import { outcome } from "./words.ts";

/** How a cell changed since the earlier run; null if there is none, or the two cannot be compared. */
export function sinceOf({ baseline }: Report, { cell }: Result): Since | null {
  return baseline === undefined ? null : (cellsOf(baseline).get(cell.id) ?? null);
}

const notComparedIn = oncePer(({ notCompared }: Baseline) => new Map(notCompared.map(({ cell, why }) => [cell, why])));
const cellsOf = oncePer(({ cells }: Baseline) => new Map(cells.map((one) => [one.cell, one])));

/** `Between T0 and T1: …`: since when a cell has its outcome. */
export function sinceInWords(report: Report, result: Result): string {
  const { baseline } = report;
  if (baseline === undefined) return "**Unknown:** this report has one run.";
  const run = `the run of ${prose(baseline.run.startedAt ?? "unknown", 40)}`;
  const one = sinceOf(report, result);
  if (one === null) {
    const why = notComparedIn(baseline).get(result.cell.id) ?? "not-asked-then";
    return `**Unknown:** ${run} ${INCOMPARABLE[why]}.`;
  }
  const then = outcome(one.before);
  if (one.firstBad === null) return `It works now. In ${run}: ${then}.`;
  if (one.trend === "worse")
    return `**Between ${one.lastGood} and ${one.firstBad}.** The same request worked in ${run}. Now: ${outcome(result)}.`;
  const still = one.trend === "same" ? "It failed in the same way" : `It failed differently (${then})`;
  return one.lastGood === null
    ? `**Unknown:** no earlier success is known. ${still} at ${one.before.at}.`
    : `**Between ${one.lastGood} and ${one.firstBad}.** It worked at the first time and failed at the second. ${still} at ${one.before.at}.`;
}

/** How many cells of a target changed since the earlier run; null if there is none. */
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
    `${worse?.length ?? 0} no longer ${worse?.length === 1 ? "works" : "work"}${named(worse)}`,
    `${better?.length ?? 0} now ${better?.length === 1 ? "works" : "work"}${named(better)}`,
    `${other?.length ?? 0} ${other?.length === 1 ? "fails" : "fail"} differently`,
    `${same?.length ?? 0} unchanged`,
    `${left} not compared`,
  ].join(" · ");
}

/** `2025-11-17T08:29:00.000Z, first failure: …`: when a cell last worked. */
export function lastGoodInWords(report: Report, result: Result): string {
  if (report.baseline === undefined) return "unknown: this report has one run";
  const one = sinceOf(report, result);
  if (one === null || one.lastGood === null) return "unknown: no success in the earlier run";
  return `${one.lastGood}${one.firstBad === null ? "" : `, first failure: ${one.firstBad}`}`;
}
