import { isRefusal } from "../judge/index.ts";
import { aliasOf } from "../model/host-alias.ts";
import { oncePer } from "../model/once.ts";
import type { Target } from "../model/target.ts";
import type { CellFacts, Facts } from "./facts.ts";

/** Whether two host names are one resource's. */
export function isSameResource(a: string, b: string): boolean {
  const one = aliasOf(a);
  return one !== null && one.resource === aliasOf(b)?.resource;
}

/** A region as a key: `France Central` and `francecentral` are one. */
export function regionKey(region: string): string {
  return region.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The region of a target: as stated, else the one region that all its answers name; null where neither says. */
export function regionOf(target: Target, facts: Facts): string | null {
  if (target.region !== null) return target.region;
  const known = regionsAnswered(facts);
  const before = known.get(target.name);
  if (before !== undefined) return before;
  const met = new Map(
    facts
      .allOf(target.name)
      .flatMap(({ observation }) => observation.regions.map((region) => [regionKey(region), region] as const)),
  );
  const region = met.size === 1 ? ([...met.values()][0] ?? null) : null;
  known.set(target.name, region);
  return region;
}

/** By target: the one region that its answers name. Every cell of a comparison asks for it. */
const regionsAnswered = oncePer((_facts: Facts) => new Map<string, string | null>());

/**
 * Whether a cell was refused by the service, without a verdict that says what for: beside a region where the result
 * came it is a difference, beside another refusal it is nothing.
 */
export function isRefusedSomehow({ observation, verdict }: CellFacts): boolean {
  const answer = observation.last?.answer ?? null;
  const unexplained = ["inconclusive.unrecognised", "control.look-alike", "control.unhealthy"].includes(verdict.cause);
  return unexplained && answer !== null && isRefusal(answer) && observation.attributedBy.length > 0;
}

/**
 * What a cell's outcome is when places are compared: its verdict where that is a claim, else its cause. null where the
 * outcome says nothing about the place: no evidence, or a matter of this target's own credential or rate.
 */
export function outcomeOf(cell: CellFacts): string | null {
  const { verdict, cause } = cell.verdict;
  switch (verdict) {
    case "supported":
    case "partial":
    case "unsupported":
    case "not-deployed":
    case "no-route":
      return verdict;
    case "rejected-request":
    case "server-fault":
    case "redirect":
    case "protocol-violation":
      return cause;
    default:
      return null;
  }
}
