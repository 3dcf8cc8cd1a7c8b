import { normalizeRegion } from "../model/answered-region.ts";
import { CAUSES } from "../model/cause.ts";
import { variantName } from "../model/cell.ts";
import { groupBy } from "../model/group-by.ts";
import { oncePer } from "../model/once.ts";
import { findDeployment } from "../model/target.ts";
import { isProofOfExistence } from "./existence.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { explainNoEvidence, getOutcome, getRegion, isUnexplainedRefusal } from "./place.ts";

/** The outcome of one request for one model in one region. */
export interface RegionalOutcome {
  region: string;
  outcome: string;
  cells: CellFacts[];
}

/** A region that shows nothing about a request, and why. */
interface SilentRegion {
  region: string;
  why: string;
}

/** One request for one model and version in at least two regions. */
export interface Comparison {
  model: string;
  /** null: no target states the version. */
  version: string | null;
  /** Probe id with its variant, as in a cell id. */
  probe: string;
  /** The outcome of each region with evidence. Fewer than two: nothing is compared. */
  regions: RegionalOutcome[];
  noEvidence: SilentRegion[];
}

/** A cell at its place. `outcome` is null if it shows nothing, and then `why` says so. */
type Placed = { cell: CellFacts; model: string; version: string | null; region: string } & (
  | { outcome: string; why: null }
  | { outcome: null; why: string }
);

/** The outcome of a refusal without a verdict that explains it. */
const REFUSED_SOMEHOW = "refused";

/**
 * The same requests for the same model and version in different regions. Deployments are matched by model and version,
 * never by name. Targets of unknown region and deployments that do not exist are no evidence. If outcomes differ within
 * one region, the region is not the cause, so it is no evidence either.
 */
export function compareRegions(facts: Facts): Comparison[] {
  return listRequests(facts).filter(({ regions }) => regions.length > 1);
}

/** Requests to the model of a comparison for which a region gave no evidence. */
export function listSilent(facts: Facts, { model, version }: Comparison): Comparison[] {
  return listRequests(facts).filter(
    (one) => one.model === model && one.version === version && one.noEvidence.length > 0,
  );
}

/** `ga-transcription (swedencentral: the service rejected the key)`. */
export function formatSilent({ probe, noEvidence }: Comparison): string {
  return `${probe} (${noEvidence.map(({ region, why }) => `${region}: ${why}`).join(", ")})`;
}

/** What the facts of a finding say about regions without evidence. */
export function listSilentFacts(silent: Comparison[]): { probe: string; region: string; why: string }[] {
  return silent.flatMap(({ probe, noEvidence }) => noEvidence.map((one) => ({ probe, ...one })));
}

/** Requests that were sent, and planned in at least two regions. */
const listRequests = oncePer((facts: Facts): Comparison[] => {
  const ordinary = facts.all.filter(({ observation }) => observation.cell.control === null);
  const placed = ordinary.flatMap((cell) => locate(cell, facts));
  const byRequest = groupBy(placed, ({ cell, model, version }) =>
    [model, version, formatRequestKey(cell), formatCompanion(cell)].join("\n"),
  );
  return [...byRequest.values()].flatMap((answers) => {
    const [first] = answers;
    const isSent = answers.some(({ cell }) => cell.verdict.verdict !== "skipped");
    if (first === undefined || !isSent || new Set(answers.map(keyByRegion)).size < 2) return [];
    const { model, version, cell } = first;
    return { model, version, probe: formatRequestKey(cell), ...groupByRegion(onlyComparable(answers)) };
  });
});

/**
 * An unexplained refusal counts as a different outcome only if another region returned a result. If one did, a probe that
 * can prove no more is no other outcome.
 */
function onlyComparable(answers: Placed[]): Placed[] {
  const hasResult = answers.some(({ outcome }) => outcome === "supported");
  return answers.map((one) => {
    const { cause } = one.cell.verdict;
    const isOpen = hasResult ? cause === "result.unprovable" : one.outcome === REFUSED_SOMEHOW;
    return one.outcome !== null && isOpen ? { ...one, outcome: null, why: CAUSES[cause].why } : one;
  });
}

/** `model version`, or the model alone. */
export function formatModel({ model, version }: Pick<Comparison, "model" | "version">): string {
  return version === null ? model : `${model} ${version}`;
}

/** Comparisons, grouped by model and version. */
export function groupByModel(comparisons: Comparison[]): Comparison[][] {
  return [...groupBy(comparisons, ({ model, version }) => `${model}\n${version}`).values()];
}

function locate(cell: CellFacts, facts: Facts): Placed[] {
  const deployment = findDeployment(cell.target, cell.observation.cell.deployment);
  const region = getRegion(cell.target, facts);
  if (deployment === null || deployment.model === null || region === null) return [];
  const place = { cell, model: deployment.model, version: deployment.version, region };
  const outcome = getOutcome(cell) ?? (isUnexplainedRefusal(cell) ? REFUSED_SOMEHOW : null);
  if (outcome === null) return [{ ...place, outcome, why: explainNoEvidence(cell) ?? CAUSES[cell.verdict.cause].why }];
  // A missing deployment cannot be refused.
  if ((outcome === "not-deployed" || outcome === REFUSED_SOMEHOW) && !isKnown(cell, facts))
    return [{ ...place, outcome: null, why: "the deployment may not exist" }];
  return [{ ...place, outcome, why: null }];
}

function keyByRegion({ region }: Placed): string {
  return normalizeRegion(region);
}

function isKnown(cell: CellFacts, facts: Facts): boolean {
  return facts.cellsOfSameDeployment(cell).some(isProofOfExistence);
}

function formatRequestKey({ observation: { cell } }: CellFacts): string {
  return `${cell.probe}${variantName(cell.variant)}`;
}

/** The model of the companion. Requests with another companion model are not compared. */
function formatCompanion(cell: CellFacts): string {
  const { companion } = cell.observation.cell;
  if (companion === null) return "";
  const deployment = findDeployment(cell.target, companion);
  return `${deployment?.model ?? companion} ${deployment?.version ?? ""}`;
}

/** Then the region is not the cause, and nothing is compared. */
const DISAGREE = "its targets disagree";

/** One outcome per region, or why a region has none. */
function groupByRegion(answers: Placed[]): Pick<Comparison, "regions" | "noEvidence"> {
  const regions: RegionalOutcome[] = [];
  const noEvidence: SilentRegion[] = [];
  for (const own of groupBy(answers, keyByRegion).values()) {
    const [first] = own;
    const shown = own.flatMap(({ cell, outcome }) => (outcome === null ? [] : [{ cell, outcome }]));
    const [one, ...others] = new Set(shown.map(({ outcome }) => outcome));
    if (first === undefined) continue;
    const { region } = first;
    if (one !== undefined && others.length === 0)
      regions.push({ region, outcome: one, cells: shown.map(({ cell }) => cell) });
    else noEvidence.push({ region, why: one === undefined ? (first.why ?? "") : DISAGREE });
  }
  const isOfTargets = noEvidence.some(({ why }) => why === DISAGREE);
  return { regions: isOfTargets ? [] : regions, noEvidence };
}
