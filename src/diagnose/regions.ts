import { groupBy } from "../model/group-by.ts";
import { findDeployment } from "../model/target.ts";
import { provesExistence } from "./existence.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { isRefusedSomehow, outcomeOf, regionKey, regionOf } from "./place.ts";

/** What one region answered to one question about one model. */
export interface RegionalOutcome {
  region: string;
  outcome: string;
  cells: CellFacts[];
}

/** One question about one model and version, asked in two regions or more. */
export interface Comparison {
  model: string;
  /** null: the version is stated by none of the targets. */
  version: string | null;
  /** Probe id with its variant, as in a cell id. */
  probe: string;
  regions: RegionalOutcome[];
}

type Placed = { cell: CellFacts; model: string; version: string | null; region: string; outcome: string };

/** The outcome of a cell that the service refused without a verdict that says what for. */
const REFUSED_SOMEHOW = "refused";

/**
 * The same questions about the same model and version in different regions. Deployments are matched by model and
 * version, never by name. Left out: targets whose region nobody knows, questions that two targets of one region answer
 * differently (then it is not the region), and a deployment that its target does not have.
 */
export function compareRegions(facts: Facts): Comparison[] {
  const placed = facts.cells.flatMap((cell) => placedOf(cell, facts));
  const byQuestion = groupBy(placed, ({ cell, model, version }) =>
    [model, version, questionOf(cell), companionOf(cell)].join("\n"),
  );
  return [...byQuestion.values()].flatMap((answers) => {
    const [first] = answers;
    const regions = regionalOutcomes(comparable(answers));
    if (first === undefined || regions === null || regions.length < 2) return [];
    return { model: first.model, version: first.version, probe: questionOf(first.cell), regions };
  });
}

/** A refusal without a verdict is another outcome than a result, and no outcome beside anything else. */
function comparable(answers: Placed[]): Placed[] {
  const works = answers.some(({ outcome }) => outcome === "supported");
  return works ? answers : answers.filter(({ outcome }) => outcome !== REFUSED_SOMEHOW);
}

/** Questions about a model that were asked in two regions or more and are not among the comparisons, by probe. */
export function notCompared(facts: Facts, { model, version }: Comparison, compared: Comparison[]): string[] {
  const known = new Set(
    compared.filter((one) => one.model === model && one.version === version).map(({ probe }) => probe),
  );
  const regions = new Map<string, Set<string>>();
  for (const cell of facts.cells) {
    const deployment = findDeployment(cell.target, cell.observation.cell.deployment);
    const region = regionOf(cell.target, facts);
    if (region === null || deployment?.model !== model || deployment.version !== version) continue;
    const question = questionOf(cell);
    regions.set(question, (regions.get(question) ?? new Set()).add(regionKey(region)));
  }
  return [...regions]
    .filter(([question, asked]) => asked.size > 1 && !known.has(question))
    .map(([question]) => question);
}

/** `model version` for readers, or the model alone. */
export function modelInWords({ model, version }: Pick<Comparison, "model" | "version">): string {
  return version === null ? model : `${model} ${version}`;
}

/** Comparisons of one model and version at a time. */
export function perModel(comparisons: Comparison[]): Comparison[][] {
  return [...groupBy(comparisons, ({ model, version }) => `${model}\n${version}`).values()];
}

function placedOf(cell: CellFacts, facts: Facts): Placed[] {
  const deployment = findDeployment(cell.target, cell.observation.cell.deployment);
  const region = regionOf(cell.target, facts);
  const outcome = outcomeOf(cell) ?? (isRefusedSomehow(cell) ? REFUSED_SOMEHOW : null);
  if (deployment === null || deployment.model === null || region === null || outcome === null) return [];
  // What is not there cannot be refused.
  if ((outcome === "not-deployed" || outcome === REFUSED_SOMEHOW) && !isKnown(cell, facts)) return [];
  return [{ cell, model: deployment.model, version: deployment.version, region, outcome }];
}

function isKnown(cell: CellFacts, facts: Facts): boolean {
  return facts.cellsBeside(cell).some(provesExistence);
}

function questionOf({ observation: { cell } }: CellFacts): string {
  const { apiVersion, auth, redirectCredential } = cell.variant;
  const variant = [
    apiVersion,
    auth === "key" ? null : auth,
    redirectCredential === "clean" ? null : redirectCredential,
  ];
  return [cell.probe, ...variant.filter((part) => part !== null)].join("@");
}

/** What is behind the companion: with another model beside it, it is another question. */
function companionOf(cell: CellFacts): string {
  const { companion } = cell.observation.cell;
  if (companion === null) return "";
  const deployment = findDeployment(cell.target, companion);
  return `${deployment?.model ?? companion} ${deployment?.version ?? ""}`;
}

/** One outcome a region, or null where the targets of one region disagree. */
function regionalOutcomes(answers: Placed[]): RegionalOutcome[] | null {
  const byRegion = new Map<string, RegionalOutcome>();
  for (const { cell, region, outcome } of answers) {
    const met = byRegion.get(regionKey(region));
    if (met === undefined) byRegion.set(regionKey(region), { region, outcome, cells: [cell] });
    else if (met.outcome === outcome) met.cells.push(cell);
    else return null;
  }
  return [...byRegion.values()];
}
