import type { Verdict } from "../model/cause.ts";
import { variantName } from "../model/cell.ts";
import { CONFIRMATIONS, PAIRS } from "../model/effort.ts";
import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe, Step } from "../model/probe.ts";
import { optionalFields, withoutFields } from "../steps/optional-field.ts";
import { wordsKey } from "../steps/same-answer.ts";
import { findSurplusSelectors, isSameSoFar } from "../steps/selectors.ts";
import { mayBeItsRole, mayRefuseModel } from "./denial.ts";
import { subjectIn } from "./subject.ts";
import { findFurtherSibling, findLikeMissingPath, type Surroundings } from "./surroundings.ts";
import { settledAs, type Tried } from "./tried.ts";

/*
 * A target often refuses many requests in the same words. Whether it does so by chance is one question for all of them:
 * the requests that it refused are repeated, and requests that it accepted. After that each cell needs only what is
 * particular to it: its own minimal request, or a handshake that lacks a selector.
 */

type Surround = (o: Observation) => Surroundings;

/** The extra requests about one refusal of a target. */
interface Experiment {
  ids: string[];
  tried: Tried[];
  /** Whether requests for other deployments passed every time. */
  hasPeers: boolean;
}

/** Returns a function that settles a cell by what is known about all cells with the same refusal, or null. */
export function settleByOthers(
  observations: Observation[],
  triedFor: ReadonlyMap<string, Tried[]>,
  fickle: Observation[],
  around: Surround,
): (o: Observation, before: Verdict) => Verdict | null {
  const keyOf = (o: Observation) => `${o.cell.target}\n${wordsKey(o.last?.answer ?? null, around(o).names)}`;
  const tried = observations.filter(({ cell }) => triedFor.has(cell.id));
  if (tried.length === 0) return () => null;
  const chance = new Set(fickle.map(keyOf));
  const experiments = new Map(
    [...groupBy(tried, keyOf)].flatMap(([key, own]) => {
      const found = chance.has(key) ? null : readExperiment(own, triedFor, keyOf);
      return found === null ? [] : [[key, found]];
    }),
  );
  const ofDeployment = groupBy(
    observations.filter(({ cell }) => cell.control === null),
    deploymentKey,
  );
  return (o, before) => {
    const experiment = experiments.get(keyOf(o));
    if (experiment === undefined || o.decidingStep === null || o.attributedBy.length === 0) return null;
    if (!isRepeated(o, experiment, around)) return null;
    const surplus = findSurplus(o, ofDeployment.get(deploymentKey(o)) ?? [], around);
    if (surplus.length > 0) {
      const field = surplus.map((name) => `query ${name}`).join(", ");
      const isOpened = findFurtherSibling(o, around(o)) !== null;
      return isOpened ? null : settledAs("request.selectors-exclusive", before, experiment.ids, { field });
    }
    const isUnknown = before.cause === "inconclusive.unrecognised" || before.cause === "request.refused";
    return isUnknown && isDenial(o, experiment, around)
      ? settledAs("refused.by-experiment", before, experiment.ids, {})
      : null;
  };
}

/** The selectors without which the service accepted the handshake for the same deployment, on another probe. */
function findSurplus(o: Observation, others: Observation[], around: Surround): string[] {
  const accepted = others.map((one) => ({
    probe: around(one).probe,
    steps: one.last?.completed === true ? Number.POSITIVE_INFINITY : (one.decidingStep ?? 0),
  }));
  return findSurplusSelectors(around(o).probe.steps[o.decidingStep ?? 0], accepted);
}

/** Reads what the extra requests of cells with the same refusal show. Null if they do not exclude chance. */
function readExperiment(
  cells: Observation[],
  triedFor: ReadonlyMap<string, Tried[]>,
  keyOf: (o: Observation) => string,
): Experiment | null {
  const votes = cells.flatMap((o) =>
    (triedFor.get(o.cell.id) ?? []).flatMap((one) => {
      const vote = voteOf(one, keyOf(one.observation) === keyOf(o));
      return vote === null ? [] : [{ ...one, vote }];
    }),
  );
  const count = (kind: Vote) => votes.filter(({ vote }) => vote === kind).length;
  if (count("other") > 0 || count("refused") < 2 * PAIRS || count("passed") < PAIRS) return null;
  return {
    ids: votes.map(({ id }) => id),
    tried: votes,
    hasPeers: votes.filter(({ trial, passed }) => trial.kind === "peer" && passed).length >= PAIRS,
  };
}

/** What one extra request says about chance: it ended as before, or in another way. */
type Vote = "refused" | "passed" | "other";

function voteOf({ trial, passed, refused }: Tried, isSame: boolean): Vote | null {
  if (trial.kind === "again") return refused && isSame ? "refused" : "other";
  if (trial.kind === "peer") return passed ? "passed" : "other";
  if (trial.kind !== "without") return null;
  if (trial.minimal) return refused && isSame ? "refused" : null;
  // What the handshake does without a selector is known before.
  return trial.fields.every((field) => field.startsWith("query ")) ? (passed ? "passed" : "other") : null;
}

/** Whether a refusal that a target gives every time denies the operation to a model of another role. */
function isDenial(o: Observation, { tried, hasPeers }: Experiment, around: Surround): boolean {
  const own = around(o);
  if (mayBeItsRole(o) || !own.worksElsewhere || !mayRefuseModel(o, own)) return false;
  const { fields, notSent } = subjectIn(o, own.probe);
  if (fields.length > 0 || notSent !== null) return false;
  // A deployment that is refused by chance would be refused in the words of others, too.
  const isOwn = ({ observation }: Tried) => deploymentKey(observation) === deploymentKey(o);
  const ofDeployment = tried.filter(
    ({ refused, observation: { cell } }) => refused && cell.deployment === o.cell.deployment,
  );
  if (ofDeployment.length < CONFIRMATIONS) return false;
  const isMinimal = optionalFields(own.probe, o.decidingStep ?? 0).length === 0;
  if (!isMinimal && !tried.some((one) => isOwn(one) && isSent(minimalOf(o, own.probe), one, around))) return false;
  if (findFurtherSibling(o, own) !== null) return true;
  // No deployment of this target shows that the path works. The words are then known from another path.
  const { transport } = o.asked ?? {};
  const hasPath = own.missingPaths.some(({ asked }) => asked?.transport === transport);
  return hasPeers && hasPath && findLikeMissingPath(o, own) === null && !hasFurtherSelector(o, own.probe);
}

/** Whether the same request for any deployment was refused again, as it was or without its optional fields. */
function isRepeated(o: Observation, { tried }: Experiment, around: Surround): boolean {
  const { probe } = around(o);
  const own = probe.steps.slice(0, (o.decidingStep ?? 0) + 1);
  return tried.some((one) => isSent(own, one, around) || isSent(minimalOf(o, probe), one, around));
}

function minimalOf({ decidingStep }: Observation, probe: Probe): Step[] {
  const index = decidingStep ?? 0;
  return withoutFields(probe, index, optionalFields(probe, index)).slice(0, index + 1);
}

/** Whether an extra request that was refused sent these steps. */
function isSent(steps: Step[], { refused, observation }: Tried, around: Surround): boolean {
  const { steps: sent } = around(observation).probe;
  return refused && isSameSoFar(steps, sent.slice(0, (observation.decidingStep ?? 0) + 1));
}

/** Whether the handshake has a constant in its query that may be what is refused. */
function hasFurtherSelector({ decidingStep }: Observation, { steps }: Probe): boolean {
  const { websocket, query = {} } = steps[decidingStep ?? 0] ?? {};
  return (
    websocket !== undefined &&
    Object.entries(query).some(([name, value]) => name !== "api-version" && !value.includes("{"))
  );
}

function deploymentKey({ cell }: Observation): string {
  return [cell.target, cell.deployment, cell.companion, variantName(cell.variant)].join("\n");
}
