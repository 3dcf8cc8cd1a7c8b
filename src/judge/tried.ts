import { type Cause, type Verdict, type VerdictFacts, verdictOf } from "../model/cause.ts";
import type { Trial } from "../model/cell.ts";
import type { Observation } from "../model/observation.ts";
import { isGood } from "../model/outcome.ts";
import { isUnstable } from "./observation.ts";

/** An extra request, with what it changed and whether its result arrived. */
export interface Tried {
  id: string;
  trial: Trial;
  passed: boolean;
  /** Whether the service refused it every time, instead of no response or a failure of the network. */
  refused: boolean;
  observation: Observation;
}

/** Reads an extra cell. Empty for any other cell. */
export function triedBy(observation: Observation, verdicts: Map<string, Verdict>): Tried[] {
  const { id, settles } = observation.cell;
  const verdict = verdicts.get(id);
  if (settles === undefined || verdict === undefined) return [];
  const passed = isGood(verdict);
  const carrier = observation.last?.answer?.carrier;
  const isRefused = carrier?.kind === "event" || (carrier?.kind === "status" && carrier.status < 500);
  const isSteady = isRefused && !isUnstable(observation);
  const refused = !passed && isSteady && observation.attributedBy.length > 0 && verdict.verdict !== "throttled";
  return [{ id, trial: settles.trial, passed, refused, observation }];
}

/** The verdict that extra requests replace, with their ids. */
export function settledAs(cause: Cause, before: Verdict, settledBy: string[], facts: VerdictFacts): Verdict {
  const { facts: _, ...kept } = before;
  return {
    ...kept,
    verdict: verdictOf(cause),
    cause,
    settledBy,
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}
