import { type Verdict, verdictOf } from "../model/cause.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Conclusion } from "./conclusion.ts";
import { isUnstable } from "./observation.ts";
import { RULES, withhold } from "./rules.ts";
import { applyTrials } from "./settled.ts";
import { surroundingsOf } from "./surroundings.ts";

export { meaningOf } from "./meaning.ts";
export { observe } from "./observation.ts";
export { REFUSALS } from "./settled.ts";
export {
  isHealthy,
  isLikeMissingDeployment,
  isRefusal,
  isUniform,
  type Surroundings,
  surroundingsOf,
} from "./surroundings.ts";

/**
 * Returns the verdict of every cell, by cell id. It is a pure function of observations, probes and known error texts.
 * The first rule that applies decides, and the default is inconclusive.
 */
export function judge(observations: Observation[], probes: Probe[], texts: ErrorText[]): Map<string, Verdict> {
  const around = surroundingsOf(observations, probes, texts);
  const verdicts = new Map(
    observations.map((observation) => {
      const surroundings = around(observation);
      const found = RULES.map((rule) => rule.conclude(observation, surroundings)).find((c) => c !== null);
      const conclusion = withhold(found ?? UNRECOGNISED, observation, surroundings);
      return [observation.cell.id, verdictFrom(observation, conclusion)] as const;
    }),
  );
  applyTrials(verdicts, observations, around);
  return verdicts;
}

const UNRECOGNISED: Conclusion = { cause: "inconclusive.unrecognised", restsOn: [] };

function verdictFrom(observation: Observation, conclusion: Conclusion): Verdict {
  const { last } = observation;
  return {
    verdict: verdictOf(conclusion.cause),
    cause: conclusion.cause,
    stage: { reached: last?.reached ?? null, failedAt: last?.failedAt ?? null },
    evidence: last?.evidence ?? [],
    unstable: isUnstable(observation),
    restsOn: conclusion.restsOn,
    ...(conclusion.facts === undefined ? {} : { facts: conclusion.facts }),
  };
}
