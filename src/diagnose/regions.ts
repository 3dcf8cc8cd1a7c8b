import { groupBy } from "../model/group-by.ts";
import { findDeployment } from "../model/target.ts";
import { isProofOfExistence } from "./existence.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { getOutcome, getRegion, isUnexplainedRefusal, normalizeRegion } from "./place.ts";

/** The outcome of one request for one model in one region. */
export interface RegionalOutcome {
  region: string;
  outcome: string;
  cells: CellFacts[];
}

/** One request for one model and version in at least two regions. */
export interface Comparison {
  model: string;
  /** null: no target states the version. */
  version: string | null;
  /** Probe id with its variant, as in a cell id. */
  probe: string;
  regions: RegionalOutcome[];
}

type Placed = { cell: CellFacts; model: string; version: string | null; region: string; outcome: string };

/** The outcome of a refusal without a verdict that explains it. */
const REFUSED_SOMEHOW = "refused";

/**
 * The same requests for the same model and version in different regions. Deployments are matched by model and version,
 * never by name. Targets of unknown region and deployments that do not exist are left out. If outcomes differ within one
 * region, the region is not the cause, so the request is left out too.
 */
export function compareRegions(facts: Facts): Comparison[] {
  const placed = facts.cells.flatMap((cell) => locate(cell, facts));
  const byRequest = groupBy(placed, ({ cell, model, version }) =>
    [model, version, formatRequestKey(cell), formatCompanion(cell)].join("\n"),
  );
  return [...byRequest.values()].flatMap((answers) => {
    const [first] = answers;
    const regions = groupByRegion(filterComparable(answers));
    if (first === undefined || regions === null || regions.length < 2) return [];
    return { model: first.model, version: first.version, probe: formatRequestKey(first.cell), regions };
  });
}

/** An unexplained refusal counts as a different outcome only if another region returned a result. */
function filterComparable(answers: Placed[]): Placed[] {
  const hasResult = answers.some(({ outcome }) => outcome === "supported");
  return hasResult ? answers : answers.filter(({ outcome }) => outcome !== REFUSED_SOMEHOW);
}

/** Probes that ran for a model in at least two regions and are not among the comparisons. */
export function listNotCompared(facts: Facts, { model, version }: Comparison, compared: Comparison[]): string[] {
  const known = new Set(
    compared.filter((one) => one.model === model && one.version === version).map(({ probe }) => probe),
  );
  const regions = new Map<string, Set<string>>();
  for (const cell of facts.cells) {
    const deployment = findDeployment(cell.target, cell.observation.cell.deployment);
    const region = getRegion(cell.target, facts);
    if (region === null || deployment?.model !== model || deployment.version !== version) continue;
    const request = formatRequestKey(cell);
    regions.set(request, (regions.get(request) ?? new Set()).add(normalizeRegion(region)));
  }
  return [...regions].filter(([request, asked]) => asked.size > 1 && !known.has(request)).map(([request]) => request);
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
  const outcome = getOutcome(cell) ?? (isUnexplainedRefusal(cell) ? REFUSED_SOMEHOW : null);
  if (deployment === null || deployment.model === null || region === null || outcome === null) return [];
  // A missing deployment cannot be refused.
  if ((outcome === "not-deployed" || outcome === REFUSED_SOMEHOW) && !isKnown(cell, facts)) return [];
  return [{ cell, model: deployment.model, version: deployment.version, region, outcome }];
}

function isKnown(cell: CellFacts, facts: Facts): boolean {
  return facts.cellsOfSameDeployment(cell).some(isProofOfExistence);
}

function formatRequestKey({ observation: { cell } }: CellFacts): string {
  const { apiVersion, auth, redirectCredential } = cell.variant;
  const variant = [
    apiVersion,
    auth === "key" ? null : auth,
    redirectCredential === "clean" ? null : redirectCredential,
  ];
  return [cell.probe, ...variant.filter((part) => part !== null)].join("@");
}

/** The model of the companion. Requests with another companion model are not compared. */
function formatCompanion(cell: CellFacts): string {
  const { companion } = cell.observation.cell;
  if (companion === null) return "";
  const deployment = findDeployment(cell.target, companion);
  return `${deployment?.model ?? companion} ${deployment?.version ?? ""}`;
}

/** One outcome per region, or null if the targets of one region disagree. */
function groupByRegion(answers: Placed[]): RegionalOutcome[] | null {
  const byRegion = new Map<string, RegionalOutcome>();
  for (const { cell, region, outcome } of answers) {
    const met = byRegion.get(normalizeRegion(region));
    if (met === undefined) byRegion.set(normalizeRegion(region), { region, outcome, cells: [cell] });
    else if (met.outcome === outcome) met.cells.push(cell);
    else return null;
  }
  return [...byRegion.values()];
}
