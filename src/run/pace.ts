import { normalizeRegion } from "../model/answered-region.ts";
import type { Cell } from "../model/cell.ts";
import { DOCUMENTED_RATES, type RateName, rateOf } from "../model/documented-rate.ts";
import type { Probe } from "../model/probe.ts";
import { findDeployment, type Target } from "../model/target.ts";
import { Bucket } from "./bucket.ts";

/** The documented rates of a run. Targets of one subscription and region share what the service counts together. */
export class Pace {
  readonly #buckets = new Map<string, Bucket>();

  /** Returns the bucket that a cell takes from. Null if no documented rate concerns it. */
  bucketOf(cell: Cell, probe: Probe, target: Target): Bucket | null {
    const name = rateOf(probe);
    if (name === null) return null;
    const key = keyOf(name, cell, target);
    const bucket = this.#buckets.get(key) ?? new Bucket(DOCUMENTED_RATES[name].perMinute);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

function keyOf(name: RateName, { deployment }: Cell, target: Target): string {
  if (DOCUMENTED_RATES[name].sharedBy === "resource") return [name, "target", target.name].join("\n");
  const { subscription, region } = target;
  const known = findDeployment(target, deployment);
  // A quota belongs to a model in a subscription and a region. If one of them is unknown, nothing is shared.
  if (subscription === null || region === null || known === null) {
    return [name, "deployment", target.name, deployment].join("\n");
  }
  const model = known.model ?? known.name;
  return [name, "pool", subscription.toLowerCase(), normalizeRegion(region), model.toLowerCase()].join("\n");
}
