import type { Result } from "../model/report.ts";
import type { Stage } from "../model/stage.ts";
import { VERDICTS } from "../model/verdict.ts";
import type { Cause, SentCell, Why } from "./answer.ts";
import type { Side } from "./coordinate.ts";
import { type Difference, differenceOf } from "./difference.ts";
import { type Factor, isAfter, mergeFactorsAfter } from "./factor.ts";
import { type Mixture, mixtureOf } from "./mixture.ts";
import { type Found, findSmallestPassing, maxCellsFor, type Outcome } from "./search.ts";

export type { Why } from "./answer.ts";
export { IncomparableError, type Side } from "./coordinate.ts";
export type { Mixture } from "./mixture.ts";
export { describeFactor, describeResult, formatAnswer } from "./sentence.ts";

/** What the search may do. Sending a cell is its only access to the network. */
interface CellSender {
  /** Sends one cell and judges it. Null if it may not be sent: declined by the operator, or interrupted. */
  ask(mixture: Mixture): Promise<Result | null>;
  /** Maximum number of cells to send in total. */
  budget: number;
}

/** Maximum number of cells of any search. */
const MOST_CELLS = 40;

/**
 * Returns all differences, and the maximum number of cells that the search for the smallest set may send. Throws
 * IncomparableError.
 */
export function prepareSearch(passing: Side, failing: Side): { difference: Difference; mostCells: number } {
  const difference = differenceOf(passing, failing);
  const { length } = difference.factors;
  return { difference, mostCells: Math.min(length === 0 ? 0 : 3 + length + maxCellsFor(length), MOST_CELLS) };
}

/**
 * Finds the smallest set of factors that makes the failing cell work. It first repeats both cells, then sends as few
 * mixtures as delta debugging needs. Last, it sends the passing cell with only these factors of the failing one.
 */
export async function findWhy(difference: Difference, { ask: send, budget }: CellSender): Promise<Why> {
  const { passing, failing } = difference;
  let { factors } = difference;
  const asked: SentCell[] = [];
  const answer = (cause: Cause): Why => ({
    passing,
    failing,
    differences: difference.factors,
    tried: factors,
    cause,
    asked,
  });
  const question = async (taken: readonly Factor[]): Promise<SentCell | null> => {
    const names = taken.map(({ name }) => name).join("\n");
    const known = asked.find(({ fromPassing }) => fromPassing.join("\n") === names);
    if (known !== undefined) return known;
    if (asked.length >= budget) return null;
    const mixture = mixtureOf(difference, taken, asked.length + 1);
    const result = mixture === null ? null : await send(mixture);
    if (mixture === null || result === null) return null;
    const one = { cell: mixture.cell, fromPassing: mixture.fromPassing, outcome: outcomeOf(result, goal), result };
    asked.push(one);
    return one;
  };
  let goal: Result["verdict"] = "supported";
  if (factors.length === 0) return answer({ kind: "no-difference" });
  const worst = await question([]);
  if (worst === null) return answer({ kind: "cut-short" });
  if (worst.outcome !== "fails") return answer({ kind: "not-reproduced", which: "failing" });
  factors = mergeFactorsAfter(factors, worst.result.stage.failedAt);
  const best = await question(factors);
  if (best === null) return answer({ kind: "cut-short" });
  // If a probe cannot prove a result, a partial verdict counts as passing.
  if (best.result.verdict === "partial") goal = "partial";
  else if (best.outcome !== "passes") return answer({ kind: "not-reproduced", which: "passing" });
  best.outcome = "passes";
  const ask = async (subset: readonly Factor[]) => (await question(subset))?.outcome ?? null;
  const found =
    (await findSinglePassing(factors, worst.result.stage.failedAt, ask)) ?? (await findSmallestPassing(factors, ask));
  const rest = factors.filter((factor) => !found.smallest.includes(factor));
  const breaks = rest.length === 0 ? worst : await question(rest);
  return answer({ kind: "found", factors: found.smallest, minimal: found.minimal, breaks });
}

/**
 * Usually there is one factor, at or before the failed stage. Each of these is therefore tried alone first, in the
 * order of sending.
 */
async function findSinglePassing(
  factors: readonly Factor[],
  failedAt: Stage | null,
  ask: (subset: readonly Factor[]) => Promise<Outcome | null>,
): Promise<Found<Factor> | null> {
  for (const factor of factors.filter((one) => factors.length > 1 && !isAfter(one, failedAt))) {
    if ((await ask([factor])) === "passes") return { smallest: [factor], minimal: true };
  }
  return null;
}

/** An answer of the service counts as passing or failing. Silence, limits and local faults prove nothing. */
function outcomeOf(result: Result, goal: Result["verdict"]): Outcome {
  if (result.verdict === "supported" || result.verdict === goal) return result.unstable ? "unknown" : "passes";
  if (result.unstable || result.verdict === "throttled") return "unknown";
  const isAnswered = result.error !== null || result.close?.by === "peer" || (result.status ?? 0) >= 300;
  return VERDICTS[result.verdict] !== "no-evidence" || isAnswered ? "fails" : "unknown";
}
