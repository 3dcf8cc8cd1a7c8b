import { isRefusal } from "../judge/index.ts";
import { normalizeRegion } from "../model/answered-region.ts";
import { type Evidence, evidenceOf } from "../model/evidence.ts";
import { aliasOf } from "../model/host-alias.ts";
import { oncePer } from "../model/once.ts";
import type { Target } from "../model/target.ts";
import { VERDICTS } from "../model/verdict.ts";
import type { CellFacts, Facts } from "./facts.ts";

/** Whether two host names belong to one resource. */
export function isSameResource(a: string, b: string): boolean {
  const one = aliasOf(a);
  return one !== null && one.resource === aliasOf(b)?.resource;
}

/** The region of a target: the configured one, or the only one that its responses name. Otherwise null. */
export function getRegion(target: Target, facts: Facts): string | null {
  if (target.region !== null) return target.region;
  const known = getRegionsAnswered(facts);
  const before = known.get(target.name);
  if (before !== undefined) return before;
  const met = new Map(
    facts
      .allOf(target.name)
      .flatMap(({ observation }) => observation.regions.map((region) => [normalizeRegion(region), region] as const)),
  );
  const region = met.size === 1 ? ([...met.values()][0] ?? null) : null;
  known.set(target.name, region);
  return region;
}

/** The region in the responses of each target. It is kept, because every cell of a comparison needs it. */
const getRegionsAnswered = oncePer((_facts: Facts) => new Map<string, string | null>());

/**
 * Whether the service refused a cell and the verdict does not say why. Such a refusal differs from a success in another
 * region, but two refusals are not compared.
 */
export function isUnexplainedRefusal({ observation, verdict }: CellFacts): boolean {
  const answer = observation.last?.answer ?? null;
  const unexplained = ["inconclusive.unrecognised", "control.look-alike", "control.unhealthy"].includes(verdict.cause);
  return unexplained && answer !== null && isRefusal(answer) && observation.attributedBy.length > 0;
}

/** What a cell shows about its place. */
function getEvidence({ verdict, observation }: CellFacts): Evidence {
  const { attributedBy } = observation;
  return evidenceOf({ ...verdict, attributed: attributedBy.length > 0 });
}

/**
 * The outcome of a cell for a comparison of places: its verdict if that is a claim, or else its cause. null if the cell
 * gives no evidence about its place.
 */
export function getOutcome(cell: CellFacts): string | null {
  if (getEvidence(cell).kind === "no-evidence") return null;
  const { verdict, cause } = cell.verdict;
  return VERDICTS[verdict] === "claim" ? verdict : cause;
}

/** Why a cell gives no evidence about its place. null if it gives some. */
export function explainNoEvidence(cell: CellFacts): string | null {
  const evidence = getEvidence(cell);
  return evidence.kind === "no-evidence" ? evidence.why : null;
}
