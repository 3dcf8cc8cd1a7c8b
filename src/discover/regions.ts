import type { Arm } from "./arm.ts";
import { type ArmAccount, type ArmModel, accountShape, capacityShape, modelShape, usageShape } from "./arm-shapes.ts";
import {
  type Inventory,
  isOpenAiAccount,
  listSubscriptions,
  type Problem,
  problemOf,
  providerPath,
  readList,
} from "./inventory.ts";

/** One way to deploy a model: a region, a version and a SKU. Capacity counts in the units of `sku.capacity`. */
export interface Offer {
  subscription: string;
  region: string;
  model: string;
  version: string;
  sku: string;
  /** Capacity that could be deployed now. Null if unknown. */
  free: number | null;
  /** The quota of the subscription for this model and SKU in the region, and how much of it is used. Null if unknown. */
  quota: { used: number; limit: number } | null;
  /** Accounts of the subscription in this region that serve OpenAI models. */
  accounts: { name: string; id: string }[];
}

/** Every offer, the one with the most free capacity first, and each list that could not be read. */
interface Offers extends Pick<Inventory, "problems"> {
  subscriptions: Inventory["subscriptions"];
  offers: Offer[];
}

/** Regions whose lists of models name the versions, besides those of the accounts. Realtime models came here first. */
const USUAL_REGIONS = ["swedencentral", "eastus2"];
/** A probe sends single requests, which these SKUs do not serve or which would cost reserved capacity. */
const UNUSABLE_SKU = /provisioned|batch/i;
const FORMAT = "OpenAI";

/**
 * Ranks where the models can be deployed. What Azure Resource Manager offers is a claim, which only a run proves.
 * @param named ids of subscriptions. Empty: all
 */
export async function rankRegions(arm: Arm, named: string[], models: string[]): Promise<Offers> {
  const problems: Problem[] = [];
  const subscriptions = await listSubscriptions(arm, named, problems);
  const offers = await Promise.all(subscriptions.map(({ id }) => offersOf(arm, id, models, problems)));
  return {
    subscriptions,
    offers: offers.flat().sort(compareOffers),
    problems: problems.sort((a, b) => a.scope.localeCompare(b.scope, "en")),
  };
}

/** The most free capacity first, and what is unknown last. */
function compareOffers(a: Offer, b: Offer): number {
  return (
    (b.free ?? -1) - (a.free ?? -1) ||
    b.version.localeCompare(a.version, "en") ||
    a.region.localeCompare(b.region, "en") ||
    a.sku.localeCompare(b.sku, "en")
  );
}

async function offersOf(arm: Arm, subscription: string, models: string[], problems: Problem[]): Promise<Offer[]> {
  const list = <T>(what: string, path: string, shape: Parameters<typeof readList<T>>[2]) =>
    readList(arm, providerPath(subscription, path), shape, (failure) =>
      problems.push(problemOf(`${what} in subscription ${subscription}`, failure)),
    );
  const accounts = (await list("accounts", "accounts", accountShape)).filter(isOpenAiAccount);
  // A token that may not list accounts may not list anything else.
  if (problems.some(({ scope }) => scope === `accounts in subscription ${subscription}`)) return [];
  const regions = [...new Set([...accounts.map(({ location }) => normal(location)), ...USUAL_REGIONS])];
  const listed = await Promise.all(
    regions.map((region) => list(`models of ${region}`, `locations/${encodeURIComponent(region)}/models`, modelShape)),
  );
  const versions = versionsOf(listed.flat(), models);
  const usages = new Map<string, Promise<Map<string, { used: number; limit: number }>>>();
  const quotasOf = (region: string) => {
    const known = usages.get(region);
    if (known !== undefined) return known;
    const reading = list(`quota of ${region}`, `locations/${encodeURIComponent(region)}/usages`, usageShape).then(
      (all) => new Map(all.map(({ name, currentValue, limit }) => [name.value, { used: currentValue, limit }])),
    );
    usages.set(region, reading);
    return reading;
  };
  const offers = await Promise.all(
    versions.map(async ({ name, version, usageNames }) => {
      const query = `modelFormat=${FORMAT}&modelName=${encodeURIComponent(name)}&modelVersion=${encodeURIComponent(version)}`;
      const capacities = await list(`capacity of ${name} ${version}`, `modelCapacities?${query}`, capacityShape);
      const usable = capacities.filter(({ properties }) => !UNUSABLE_SKU.test(properties.skuName));
      return await Promise.all(
        usable.map(async ({ location, properties: { skuName, availableCapacity } }): Promise<Offer> => {
          const region = normal(location);
          const usageName = usageNames.get(skuName);
          const quota = usageName === undefined ? null : ((await quotasOf(region)).get(usageName) ?? null);
          return {
            subscription,
            region,
            model: name,
            version,
            sku: skuName,
            free: freeOf(availableCapacity ?? null, quota),
            quota,
            accounts: accountsIn(accounts, region),
          };
        }),
      );
    }),
  );
  return offers.flat();
}

function freeOf(available: number | null, quota: Offer["quota"]): number | null {
  const unused = quota === null ? null : Math.max(0, quota.limit - quota.used);
  return available === null || unused === null ? (available ?? unused) : Math.min(available, unused);
}

interface ModelVersion {
  name: string;
  version: string;
  /** The name of the quota by SKU. */
  usageNames: Map<string, string>;
}

/** Every version of the wanted models that a region lists. */
function versionsOf(listed: ArmModel[], models: string[]): ModelVersion[] {
  const wanted = new Set(models.map((name) => name.toLowerCase()));
  const versions = new Map<string, ModelVersion>();
  for (const { model } of listed) {
    if (!wanted.has(model.name.toLowerCase()) || (model.format ?? FORMAT) !== FORMAT) continue;
    const key = `${model.name}\n${model.version}`;
    const known = versions.get(key) ?? { name: model.name, version: model.version, usageNames: new Map() };
    for (const { name, usageName } of model.skus ?? []) if (usageName != null) known.usageNames.set(name, usageName);
    versions.set(key, known);
  }
  return [...versions.values()];
}

function accountsIn(accounts: ArmAccount[], region: string): Offer["accounts"] {
  return accounts.filter(({ location }) => normal(location) === region).map(({ name, id }) => ({ name, id }));
}

function normal(region: string): string {
  return region.toLowerCase().replace(/\s/g, "");
}
