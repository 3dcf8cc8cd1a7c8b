import type { Cause, Verdict } from "../model/cause.ts";
import { FIELD_PAIRS, PAIRS } from "../model/effort.ts";
import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import { optionalFields } from "../steps/optional-field.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { mayRefuseModel } from "./denial.ts";
import { settleByOthers } from "./shared-experiment.ts";
import { subjectIn } from "./subject.ts";
import { findFurtherSibling, type Surroundings } from "./surroundings.ts";
import { settledAs, type Tried, triedBy } from "./tried.ts";

/** Causes that an experiment may replace: none of them says more than that the request was refused. */
export const REFUSALS: readonly Cause[] = [
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
  const triedFor = new Map([...byCell].map(([id, own]) => [id, own.flatMap((one) => triedBy(one, verdicts))]));
  const fickle = observations.filter((o) => isFickle(o, triedFor.get(o.cell.id) ?? []));
  const together = settleByOthers(observations, triedFor, fickle, around);
  const before = new Map(verdicts);
  for (const observation of observations) {
    const verdict = before.get(observation.cell.id);
    if (verdict === undefined || observation.cell.control !== null) continue;
    const tried = triedFor.get(observation.cell.id);
    const surroundings = around(observation);
    const isChance = fickle.some((other) => isSameRefusal(other, observation, surroundings));
    const own = tried === undefined ? null : settle(observation, verdict, tried, surroundings, isChance);
    const settled = own ?? (REFUSALS.includes(verdict.cause) ? together(observation, verdict) : null);
    if (settled !== null) verdicts.set(observation.cell.id, settled);
  }
}

/** Whether a request was refused and the same request worked, so that the refusal is not about the request. */
function isFickle({ cell, attempts, last }: Observation, tried: Tried[]): boolean {
  const isRefused = last?.answer != null && !last.completed;
  if (cell.control !== null || !isRefused) return false;
  return (
    attempts.some(({ completed }) => completed) || tried.some(({ trial, passed }) => trial.kind === "again" && passed)
  );
}

function isSameRefusal(a: Observation, b: Observation, around: Surroundings): boolean {
  return a.cell.target === b.cell.target && isSameEnd(a, b, around);
}

/** @param isChance whether the service gave the same refusal to a request that worked when it was repeated */
function settle(
  o: Observation,
  before: Verdict,
  tried: Tried[],
  around: Surroundings,
  isChance: boolean,
): Verdict | null {
  const again = tried.filter(({ trial }) => trial.kind === "again");
  const later = again.find(({ passed }) => passed);
  if (later !== undefined) return settledAs("inconclusive.unstable", before, [later.id], {});
  // The request must fail again: a service that changes its mind proves nothing about a field.
  const same = again.filter((one) => one.refused && isSameEnd(one.observation, o, around));
  const other = again.find((one) => one.refused && !isSameEnd(one.observation, o, around));
  if (before.cause === "refused.unknown-code" && other !== undefined)
    return settledAs("inconclusive.unstable", before, [other.id], {});
  const field = isChance || other !== undefined ? null : decidingField(before, tried, same);
  if (field !== null) return field;
  const version = tried.find(({ trial, passed }) => trial.kind === "api-version" && passed);
  const [first] = same;
  if (version?.trial.kind === "api-version" && first !== undefined)
    return settledAs("request.api-version", before, [version.id, first.id], { apiVersion: version.trial.version });
  const credential = tried.find(({ trial, passed }) => trial.kind === "credential" && passed);
  if (credential?.trial.kind === "credential" && before.verdict === "auth")
    return settledAs(before.cause, before, [credential.id], { credential: credential.trial.auth });
  if (first === undefined || other !== undefined || isChance || o.decidingStep === null) return null;
  // A request without optional fields is minimal as it is.
  const isMinimal = optionalFields(around.probe, o.decidingStep).length === 0;
  const minimal = isMinimal ? again : tried.filter(({ trial }) => trial.kind === "without" && trial.minimal);
  const refused = [...new Set([...minimal, ...again])];
  const peers = tried.filter(({ trial }) => trial.kind === "peer");
  const isSteady = minimal.every((one) => isTheModel(o, before, one, around)) && peers.every(({ passed }) => passed);
  return isSteady && minimal.length > 0 && refused.length >= 2 * PAIRS && peers.length >= PAIRS
    ? settledAs("refused.by-experiment", before, idsOf([...refused, ...peers]), {})
    : null;
}

/**
 * The verdict that a field decides: without it the request works, with it the request is refused. Both must hold each
 * time, and several times unless the answer itself names the field. A service that refuses at random would else seem to
 * refuse a field.
 */
function decidingField(before: Verdict, tried: Tried[], same: Tried[]): Verdict | null {
  const smallest = smallestPassing(tried);
  if (smallest?.trial.kind !== "without" || !REFUSALS.includes(before.cause)) return null;
  const field = smallest.trial.fields.join(", ");
  const without = tried.filter(({ trial }) => trial.kind === "without" && trial.fields.join(", ") === field);
  const needed = before.facts?.field === field ? 1 : FIELD_PAIRS;
  const isSteady = without.every(({ passed }) => passed) && same.length >= needed && without.length >= needed;
  return isSteady ? settledAs("request.field", before, idsOf([...without, ...same]), { field }) : null;
}

function idsOf(tried: Tried[]): string[] {
  return [...new Set(tried.map(({ id }) => id))];
}

/** The minimal request works for another deployment, and this deployment gets another response than a missing one. */
function isTheModel(o: Observation, before: Verdict, { refused, observation }: Tried, around: Surroundings): boolean {
  if (!refused) return false;
  if (before.cause !== "inconclusive.unrecognised" && before.cause !== "request.refused") return false;
  if (!mayRefuseModel(o, around) || (o.cell.role === o.probeRole && !around.worksElsewhere)) return false;
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
