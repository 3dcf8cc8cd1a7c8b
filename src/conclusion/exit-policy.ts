import type { FailOn, RunExit } from "../model/exit.ts";
import type { ExpectationStanding, Expected } from "../model/expectation.ts";
import type { Outcome } from "../model/outcome.ts";
import type { VerdictKind } from "../model/verdict.ts";

/*
 * The policy of the exit code, as pure functions of what a run showed.
 */

/** A failure that may pass counts only if the settle pass repeated the request and it failed again. */
type Rule = ExpectationStanding | "unmet-if-confirmed";

const EXPECTED_SUPPORTED: Record<VerdictKind, Rule> = {
  supported: "met",
  partial: "unmet",
  unsupported: "unmet",
  "not-deployed": "unmet",
  "no-route": "unmet",
  "rejected-request": "unmet",
  "server-fault": "unmet-if-confirmed",
  "protocol-violation": "unmet-if-confirmed",
  redirect: "unmet-if-confirmed",
  auth: "no-evidence",
  throttled: "no-evidence",
  network: "no-evidence",
  "local-fault": "no-evidence",
  inconclusive: "no-evidence",
  skipped: "no-evidence",
};

const EXPECTED_UNSUPPORTED: Record<VerdictKind, Rule> = {
  supported: "improved",
  unsupported: "met",
  "not-deployed": "met",
  "no-route": "met",
  partial: "no-evidence",
  "rejected-request": "no-evidence",
  "server-fault": "no-evidence",
  "protocol-violation": "no-evidence",
  redirect: "no-evidence",
  auth: "no-evidence",
  throttled: "no-evidence",
  network: "no-evidence",
  "local-fault": "no-evidence",
  inconclusive: "no-evidence",
  skipped: "no-evidence",
};

/**
 * How one cell meets what was expected of it.
 * @param isConfirmed whether a repetition by the settle pass failed too
 */
export function meetExpectation(
  expected: Expected,
  { verdict, cause }: Outcome,
  isConfirmed: boolean,
): ExpectationStanding {
  if (expected === "any") return "met";
  // The probe can prove no more, so this is neither a success nor a failure.
  if (cause === "result.unprovable") return "no-evidence";
  const rule = (expected === "supported" ? EXPECTED_SUPPORTED : EXPECTED_UNSUPPORTED)[verdict];
  if (rule !== "unmet-if-confirmed") return rule;
  return isConfirmed ? "unmet" : "no-evidence";
}

/** What a run showed, as lists of cells, deployments or targets in the words of a reader. */
export interface Shown {
  /** False if nothing was selected. */
  hasCells: boolean;
  isComplete: boolean;
  /** Number of cells that the deadline of the run left out. */
  late: number;
  unmet: string[];
  regressions: string[];
  /** Deployments whose model retires within the days of the policy. */
  retiring: string[];
  /** Every other difference: improvements, other failures, what is new and what vanished. */
  differences: string[];
  /** What lacks the evidence that the policy needs. */
  unproven: string[];
  /** How many expectations there were. */
  expectations: number;
  isCompared: boolean;
}

/** Most cells that a reason names. */
const MOST_NAMED = 5;

/** The exit code and its reason: the first that applies of 1, 4, 3 and 0. */
export function decideExit(shown: Shown, failOn: FailOn | null): Pick<RunExit, "code" | "reason"> {
  const exit = (code: number, reason: string) => ({ code, reason });
  const failing = listFailing(shown, failOn);
  if (failing.length > 0) {
    const counts = failing.map(({ words, names }) => words(names.length)).join(" and ");
    return exit(1, `${counts}: ${nameSome(failing.flatMap(({ names }) => names))}.`);
  }
  if (!shown.isComplete) {
    const { late } = shown;
    return exit(
      4,
      late === 0
        ? "The run ended before its plan was finished."
        : `The deadline passed before ${late} ${late === 1 ? "cell" : "cells"} began.`,
    );
  }
  if (!shown.hasCells) return exit(3, "No cell was selected.");
  if (shown.unproven.length > 0) return exit(3, `There is no evidence for ${nameSome(shown.unproven)}.`);
  return exit(0, describeSuccess(shown, failOn));
}

interface Failing {
  names: string[];
  words(count: number): string;
}

function listFailing({ unmet, regressions, differences, retiring }: Shown, failOn: FailOn | null): Failing[] {
  const level = { never: 0, required: 1, regression: 2, any: 3 }[failOn ?? "never"];
  const all: Failing[] = [
    { names: unmet, words: (n) => `${n} ${n === 1 ? "expectation is" : "expectations are"} not met` },
    { names: regressions, words: (n) => `${n} ${n === 1 ? "cell" : "cells"} no longer ${n === 1 ? "works" : "work"}` },
    { names: differences, words: (n) => `${n} other ${n === 1 ? "difference" : "differences"}` },
  ];
  const dates: Failing = {
    names: retiring,
    words: (n) =>
      `${n} ${n === 1 ? "deployment has a model that retires" : "deployments have models that retire"} soon`,
  };
  return [...all.slice(0, level), dates].filter(({ names }) => names.length > 0);
}

/** At most five names, and the number of the others. */
function nameSome(names: string[]): string {
  const unique = [...new Set(names)];
  const rest = unique.length - MOST_NAMED;
  return `${unique.slice(0, MOST_NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function describeSuccess({ expectations, isCompared }: Shown, failOn: FailOn | null): string {
  if (failOn === "never") return "There is evidence, and the policy `never` ignores failures and changes.";
  const met = expectations > 0 ? "Every expectation is met" : "Every probe in the role of its deployment has evidence";
  if (failOn === "any" && isCompared) return `${met}, and there is no difference.`;
  if (failOn === "regression" && isCompared) return `${met}, and there is no regression.`;
  return `${met}.`;
}
