import { type Cause, type Verdict, type VerdictFacts, verdictOf } from "../model/cause.ts";
import type { Trial } from "../model/cell.ts";
import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import { optionalFields } from "../steps/optional-field.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { isUnstable } from "./observation.ts";
import { subjectIn } from "./subject.ts";
import { findFurtherSibling, isHealthy, isLikeMissingDeployment, type Surroundings } from "./surroundings.ts";

/** An extra request, with what it changed and whether its result arrived. */
interface Tried {
  id: string;
  trial: Trial;
  passed: boolean;
  /** Whether the service refused it every time, instead of no response or a failure of the network. */
  refused: boolean;
  observation: Observation;
}

/** Causes that an experiment may replace: none of them says more than that the request was refused. */
const OPEN: readonly Cause[] = [
  "inconclusive.unrecognised",
  "request.field",
  "request.parameter",
  "request.refused",
  "request.shape",
];

/** Replaces the verdicts of cells that the extra requests of the settle pass have settled. */
export function applyTrials(
  verdicts: Map<string, Verdict>,
  observations: Observation[],
  around: (o: Observation) => Surroundings,
): void {
  const extra = observations.filter(({ cell, last }) => cell.settles !== undefined && last !== null);
  const byCell = groupBy(extra, ({ cell }) => cell.settles?.cell ?? "");
  for (const observation of observations) {
    const own = byCell.get(observation.cell.id);
    const before = verdicts.get(observation.cell.id);
    if (own === undefined || before === undefined) continue;
    const settled = settle(
      observation,
      before,
      own.flatMap((one) => triedBy(one, verdicts)),
      around(observation),
    );
    if (settled !== null) verdicts.set(observation.cell.id, settled);
  }
}

function triedBy(observation: Observation, verdicts: Map<string, Verdict>): Tried[] {
  const { id, settles } = observation.cell;
  const { verdict, cause } = verdicts.get(id) ?? {};
  const passed = verdict === "supported" || cause === "result.unprovable";
  const carrier = observation.last?.answer?.carrier;
  const isRefused = carrier?.kind === "event" || (carrier?.kind === "status" && carrier.status < 500);
  const isSteady = isRefused && !isUnstable(observation);
  const refused = !passed && isSteady && observation.attributedBy.length > 0 && verdict !== "throttled";
  return settles === undefined ? [] : [{ id, trial: settles.trial, passed, refused, observation }];
}

function settle(o: Observation, before: Verdict, tried: Tried[], around: Surroundings): Verdict | null {
  const again = tried.filter(({ trial }) => trial.kind === "again");
  const later = again.find(({ passed }) => passed);
  if (later !== undefined) return settledAs("inconclusive.unstable", before, [later.id], {});
  // The request must fail again: a service that changes its mind proves nothing about a field.
  const same = again.find((one) => one.refused && isSameEnd(one.observation, o, around));
  const other = again.find((one) => one.refused && !isSameEnd(one.observation, o, around));
  if (before.cause === "refused.unknown-code" && other !== undefined)
    return settledAs("inconclusive.unstable", before, [other.id], {});
  const without = smallestPassing(tried);
  if (without !== undefined && same !== undefined && OPEN.includes(before.cause)) {
    const fields = without.trial.kind === "without" ? without.trial.fields : [];
    return settledAs("request.field", before, [without.id, same.id], { field: fields.join(", ") });
  }
  const version = tried.find(({ trial, passed }) => trial.kind === "api-version" && passed);
  if (version?.trial.kind === "api-version" && same !== undefined)
    return settledAs("request.api-version", before, [version.id, same.id], { apiVersion: version.trial.version });
  const credential = tried.find(({ trial, passed }) => trial.kind === "credential" && passed);
  if (credential?.trial.kind === "credential" && before.verdict === "auth")
    return settledAs(before.cause, before, [credential.id], { credential: credential.trial.auth });
  if (same === undefined || other !== undefined || o.decidingStep === null) return null;
  // A request without optional fields is minimal as it is, and its siblings are its peers.
  if (optionalFields(around.probe, o.decidingStep).length === 0)
    return isTheModel(o, before, o, around) ? settledAs("refused.by-experiment", before, [same.id], {}) : null;
  const minimal = tried.find(({ trial, refused }) => trial.kind === "without" && trial.minimal && refused);
  const peer = tried.find(({ trial, passed }) => trial.kind === "peer" && passed);
  if (minimal === undefined || peer === undefined) return null;
  return isTheModel(o, before, minimal.observation, around)
    ? settledAs("refused.by-experiment", before, [minimal.id, peer.id, same.id], {})
    : null;
}

/** The minimal request works for another deployment, and this deployment gets another response than a missing one. */
function isTheModel(o: Observation, before: Verdict, observation: Observation, around: Surroundings): boolean {
  const status = o.last?.answer?.carrier.kind === "status" ? o.last.answer.carrier.status : null;
  if (status !== null && ![400, 404, 405, 410, 422].includes(status)) return false;
  if (before.cause !== "inconclusive.unrecognised" && before.cause !== "request.refused") return false;
  if (o.retryAfter !== null || !o.deploymentNamed || o.attributedBy.length === 0) return false;
  if (o.cell.role === o.probeRole && !around.worksElsewhere) return false;
  if (!isHealthy(around.missing, around.texts) || isLikeMissingDeployment(o, around)) return false;
  if (!isSameEnd(observation, o, around)) return false;
  const { fields, notSent } = subjectIn(observation, around.probe);
  return fields.length === 0 && notSent === null && findFurtherSibling(o, around) !== null;
}

function isSameEnd(a: Observation, b: Observation, { names }: Surroundings): boolean {
  return isSameAnswer(a.last?.answer ?? null, b.last?.answer ?? null, names);
}

function smallestPassing(tried: Tried[]): Tried | undefined {
  const size = ({ trial }: Tried) => (trial.kind === "without" ? trial.fields.length : 0);
  return tried.filter(({ trial, passed }) => trial.kind === "without" && passed).sort((a, b) => size(a) - size(b))[0];
}

function settledAs(cause: Cause, before: Verdict, settledBy: string[], facts: VerdictFacts): Verdict {
  const { facts: _, ...kept } = before;
  return {
    ...kept,
    verdict: verdictOf(cause),
    cause,
    settledBy,
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}
