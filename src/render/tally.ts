import { CAUSES, type Cause } from "../model/cause.ts";
import { CONTROLS } from "../model/cell.ts";
import type { Report, Result } from "../model/report.ts";
import { VERDICT_KINDS } from "../model/verdict.ts";
import { borrowed, wasGivenUp } from "./reading.ts";
import { counted, countedOutcome } from "./words.ts";

/**
 * `works 3 · invalid request 2 · not attempted 4`: outcomes of cells with their numbers, in the order of the verdicts.
 * A cell that was not attempted has the verdict of earlier cells, and is counted apart.
 */
export function tally(results: Result[]): string {
  const givenUp = results.filter(wasGivenUp).length;
  const outcomes = VERDICT_KINDS.flatMap((verdict) => {
    const n = results.filter((result) => result.verdict === verdict && !wasGivenUp(result)).length;
    return n === 0 ? [] : [`${countedOutcome(verdict)} ${n}`];
  });
  return [...outcomes, ...(givenUp === 0 ? [] : [`not attempted ${givenUp}`])].join(" · ");
}

/** `29 cells`, or `6 of 29 cells` if a reader sees a part of them. */
export function countedOf(shown: number, all: number, noun: string): string {
  return shown === all ? counted(shown, noun) : `${shown} of ${counted(all, noun)}`;
}

/** `missing deployment 3 (deployment not found 2 · endpoint not found 1)`: outcomes of the controls, by kind. */
export function controlTally(controls: Result[]): string {
  return CONTROLS.flatMap((kind) => {
    const of = controls.filter(({ cell }) => cell.control === kind);
    return of.length === 0 ? [] : [`${kind.replace("-", " ")} ${of.length} (${tally(of)})`];
  }).join(", ");
}

/** Why cells were not run: `12 cells, because the configuration does not name the host …`. */
export function notAsked(results: Result[]): string[] {
  return reasons(results.filter(({ verdict }) => verdict === "skipped"));
}

/** Why cells were not attempted: `9 cells, because the connection was refused, as in earlier requests to this host`. */
export function notAttempted(results: Result[]): string[] {
  return reasons(results.filter(wasGivenUp)).map((reason) => `${reason}, as in earlier requests to this host`);
}

function reasons(results: Result[]): string[] {
  const counts = new Map<string, number>();
  for (const { cause } of results) counts.set(CAUSES[cause].why, (counts.get(CAUSES[cause].why) ?? 0) + 1);
  return [...counts].map(([why, n]) => `${counted(n, "cell")}, because ${why}`);
}

/** Why a cell of the plan was not run. */
const ENDINGS: readonly Cause[] = ["skipped.interrupted", "skipped.deadline"];

/** Cells and controls that the plan did not skip, as its counts and the progress of a run have them. */
export function plannedToRun(results: Result[]): Result[] {
  return results.filter(({ verdict, cause }) => verdict !== "skipped" || ENDINGS.includes(cause));
}

/** A sentence if the run was interrupted, else null. */
export function incompleteness(report: Report): string | null {
  if (report.run.complete) return null;
  const late = report.results.some(({ cause }) => cause === "skipped.deadline");
  const missing = report.results.filter(({ cause }) => ENDINGS.includes(cause)).length;
  return `Incomplete: ${late ? "the deadline of the run passed" : "the run was ended early"}. ${missing} of ${plannedToRun(report.results).length} cells and controls ${missing === 1 ? "was" : "were"} not run.`;
}

/** The sentence at the top of every format of an imported report. */
export const IMPORTED = "Imported capture, no controls were run.";

/** A sentence if a directory of the operator replaced built-in entries, else null. */
export function replacedWarning({ run: { replaced } }: Report): string | null {
  return replaced === undefined ? null : `Built-in entries were replaced for this run: ${replaced.join(", ")}.`;
}

/** The sentence at the top of every format of an emulated run, else null. */
export function emulatedWarning(report: Report, names: (name: string) => string): string | null {
  const { emulated } = report.run;
  if (emulated === undefined) return null;
  const noun = emulated.length === 1 ? "Scenario" : "Scenarios";
  const scenarios = emulated.length === 0 ? "" : ` ${noun}: ${emulated.map(names).join(", ")}.`;
  return `Emulated run, not evidence.${scenarios}`;
}

/** How many of the cells shown rest on responses that were not recorded from this resource. */
export function borrowedInWords(
  shown: Pick<Report, "results">,
  whole: Pick<Report, "results">,
  marks: { elsewhere: string; inferred: string },
): string {
  const { asked, elsewhere, inferred } = borrowed(shown);
  const all = borrowed(whole).asked;
  const of =
    asked === all
      ? `Of ${counted(asked, "cell")} (controls included),`
      : `This report shows ${asked} of ${counted(all, "cell")} of the run (controls included). Of these,`;
  const parts = [
    ...(elsewhere === 0
      ? []
      : [`${elsewhere} ${elsewhere === 1 ? "replays" : "replay"} responses recorded elsewhere${marks.elsewhere}`]),
    ...(inferred === 0
      ? []
      : [`${inferred} ${inferred === 1 ? "has an assumed response" : "have assumed responses"}${marks.inferred}`]),
  ];
  return `${of} ${parts.length === 0 ? "all replay responses recorded here" : parts.join(" and ")}.`;
}
