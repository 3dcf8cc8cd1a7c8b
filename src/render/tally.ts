import { CAUSES } from "../model/cause.ts";
import { CONTROLS } from "../model/cell.ts";
import type { Report, Result } from "../model/report.ts";
import { VERDICT_KINDS } from "../model/verdict.ts";
import { counted, countedOutcome } from "./words.ts";

/** `works 3 · our request refused 2`: outcomes of cells with their numbers, in the order of the verdicts. */
export function tally(results: Result[]): string {
  return VERDICT_KINDS.flatMap((verdict) => {
    const n = results.filter((result) => result.verdict === verdict).length;
    return n === 0 ? [] : [`${countedOutcome(verdict)} ${n}`];
  }).join(" · ");
}

/** What the controls came back with: one clause a kind. Empty where none was asked. */
export function controlTally(controls: Result[]): string {
  return CONTROLS.flatMap((kind) => {
    const of = controls.filter(({ cell }) => cell.control === kind);
    return of.length === 0 ? [] : [`${kind.replace("-", " ")} (${of.length}): ${tally(of)}`];
  }).join("; ");
}

/** Why cells were not asked: `12 cells: the host this probe needs is not named …`. */
export function notAsked(results: Result[]): string[] {
  const counts = new Map<string, number>();
  for (const { verdict, cause } of results) {
    if (verdict === "skipped") counts.set(CAUSES[cause].why, (counts.get(CAUSES[cause].why) ?? 0) + 1);
  }
  return [...counts].map(([why, n]) => `${counted(n, "cell")}: ${why}`);
}

/** A sentence where the run did not end by itself, else null. */
export function incompleteness(report: Report): string | null {
  if (report.run.complete) return null;
  const missing = report.results.filter(({ cause }) => cause === "skipped.interrupted").length;
  return `Incomplete: the run was ended before its plan; ${counted(missing, "cell")} had not been asked.`;
}

/** The sentence that stands before everything else where a stand-in answered, else null. */
export function standInWarning(report: Report, names: (name: string) => string): string | null {
  const { standIn } = report.run;
  if (standIn === undefined) return null;
  const scenarios = standIn.length === 0 ? "" : ` ${standIn.map(names).join(", ")}`;
  return `Made against the stand-in${scenarios}, not against Azure.`;
}
