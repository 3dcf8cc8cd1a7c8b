import { isConclusive } from "../judge/observation.ts";
import type { Verdict } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { isEvidence } from "../model/outcome.ts";
import type { Rate } from "../model/report.ts";

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Returns how often each repeated cell worked, by cell id. */
export function countRates(observations: Observation[], verdicts: ReadonlyMap<string, Verdict>): Map<string, Rate> {
  const repeated = new Set(observations.flatMap(({ cell }) => (isRepetition(cell) ? [cell.settles?.cell ?? ""] : [])));
  const rates = new Map([...repeated].map((id) => [id, { worked: 0, of: 0, unknown: 0 }]));
  for (const observation of observations) {
    const { cell } = observation;
    const rate = rates.get(isRepetition(cell) ? (cell.settles?.cell ?? "") : cell.id);
    if (rate === undefined) continue;
    const worked = hasWorked(observation, verdicts.get(cell.id));
    if (worked === null) rate.unknown += 1;
    else {
      rate.of += 1;
      if (worked) rate.worked += 1;
    }
  }
  return new Map([...rates].map(([id, rate]) => [id, { ...rate, interval: wilsonInterval(rate.worked, rate.of) }]));
}

function isRepetition({ settles }: Observation["cell"]): boolean {
  return settles?.trial.kind === "repeat";
}

/**
 * Whether the first conclusive attempt worked. Later attempts exist only because it failed, so they would bias the rate.
 * Null if the attempt is no evidence.
 */
function hasWorked({ attempts, last }: Observation, verdict: Verdict | undefined): boolean | null {
  const first = attempts.find(isConclusive);
  if (first === undefined || verdict === undefined) return null;
  if (first.completed) return verdict.verdict === "supported" ? true : isEvidence(verdict) ? false : null;
  // A cell that worked later has no verdict about its first attempt, but the service answered that attempt.
  const isAnswered = first.answer !== null && (isEvidence(verdict) || verdict.cause === "inconclusive.unstable");
  return isAnswered || (first === last && isEvidence(verdict)) ? false : null;
}

/** The 95 % confidence interval of a share (Wilson). Null if nothing was counted. */
export function wilsonInterval(worked: number, of: number): Rate["interval"] {
  if (of === 0) return null;
  const share = worked / of;
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const middle = share + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
