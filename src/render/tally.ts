import { CAUSES } from "../model/cause.ts";
import { CONTROLS } from "../model/cell.ts";
import type { Report, Result } from "../model/report.ts";
import { VERDICT_KINDS } from "../model/verdict.ts";
import { borrowed, wasGivenUp } from "./reading.ts";
import { counted, countedOutcome } from "./words.ts";

/**
 * `works 3 · our request refused 2 · not attempted 4`: outcomes of cells with their numbers, in the order of the
 * verdicts. A cell that was not attempted has the verdict of those before it, and is none of them.
 */
export function tally(results: Result[]): string {
  const givenUp = results.filter(wasGivenUp).length;
  const outcomes = VERDICT_KINDS.flatMap((verdict) => {
    const n = results.filter((result) => result.verdict === verdict && !wasGivenUp(result)).length;
    return n === 0 ? [] : [`${countedOutcome(verdict)} ${n}`];
  });
  return [...outcomes, ...(givenUp === 0 ? [] : [`not attempted ${givenUp}`])].join(" · ");
}

/** `29 cells`, or `6 of 29 cells` where a reader sees a part of them. */
export function countedOf(shown: number, all: number, noun: string): string {
  return shown === all ? counted(shown, noun) : `${shown} of ${counted(all, noun)}`;
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
  return reasons(results.filter(({ verdict }) => verdict === "skipped"));
}

/** Why cells were not attempted: `9 cells: nothing listens on this port, as said by cells of this host before`. */
export function notAttempted(results: Result[]): string[] {
  return reasons(results.filter(wasGivenUp)).map((reason) => `${reason}, as cells of this host had shown before`);
}

function reasons(results: Result[]): string[] {
  const counts = new Map<string, number>();
  for (const { cause } of results) counts.set(CAUSES[cause].why, (counts.get(CAUSES[cause].why) ?? 0) + 1);
  return [...counts].map(([why, n]) => `${counted(n, "cell")}: ${why}`);
}

/** A sentence where the run did not end by itself, else null. */
export function incompleteness(report: Report): string | null {
  if (report.run.complete) return null;
  const missing = report.results.filter(({ cause }) => cause === "skipped.interrupted").length;
  return `Incomplete: the run was ended before its plan; ${counted(missing, "cell")} had not been asked.`;
}

/** The sentence that stands before everything else where an emulator answered, else null. */
export function emulatedWarning(report: Report, names: (name: string) => string): string | null {
  const { emulated } = report.run;
  if (emulated === undefined) return null;
  const scenarios = emulated.length === 0 ? "" : ` ${emulated.map(names).join(", ")}`;
  return `Made against the emulator${scenarios}, not against Azure.`;
}

/** How many of the cells shown rest on what an emulator was not recorded to answer, and of how many of the run. */
export function borrowedInWords(
  shown: Pick<Report, "results">,
  whole: Pick<Report, "results">,
  marks: { elsewhere: string; inferred: string },
): string {
  const { asked, elsewhere, inferred } = borrowed(shown);
  const all = borrowed(whole).asked;
  const of =
    asked === all
      ? `Of ${counted(asked, "cell")} asked, controls among them,`
      : `Shown here are ${asked} of the ${counted(all, "cell")} asked in the run, controls among them; of these`;
  return `${of} ${elsewhere} rest on answers recorded of other resources${marks.elsewhere} and ${inferred} on inferred ones${marks.inferred}.`;
}
