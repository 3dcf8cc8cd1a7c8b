import type { JsonObject } from "../model/json.ts";
import type { EmulatedArm, Scenario, ScenarioDeployment } from "./scenario.ts";

/* The entries of the lists of the emulated Azure Resource Manager. */

/** An emulated account with its deployments. */
export interface Account {
  subscription: string;
  name: string;
  region: string;
  deployments: ScenarioDeployment[];
}

const CAPABILITY: Partial<Record<string, string>> = {
  conversation: "realtime",
  transcription: "realtime",
  translation: "realtime",
  live: "realtime",
  chat: "chatCompletion",
  embedding: "embeddings",
};

export const GROUP = "rg-1";
export const PROVIDER = "Microsoft.CognitiveServices";

/** The accounts with their deployments. Subscriptions, regions and models take turns. */
export function listAccounts(scenario: Scenario, arm: EmulatedArm): Account[] {
  return Array.from({ length: arm.accounts }, (_, index): Account => {
    const share = arm.deployments - index;
    const own = share <= 0 ? 0 : Math.ceil(share / arm.accounts);
    return {
      subscription: subscriptionId(index % arm.subscriptions),
      name: `account-${index + 1}`,
      region: arm.regions[Math.floor(index / arm.subscriptions) % arm.regions.length] ?? "swedencentral",
      deployments: armDeployments(scenario.deployments, own),
    };
  });
}

/** The first `count` deployments of an account. A model that comes again has a number in its name. */
export function armDeployments(templates: readonly ScenarioDeployment[], count: number): ScenarioDeployment[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const template = templates[index % templates.length];
    const round = Math.floor(index / templates.length);
    if (template === undefined) return [];
    return [round === 0 ? template : { ...template, name: `${template.name}-${round + 1}` }];
  });
}

function subscriptionId(index: number): string {
  return `00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
}

export function subscriptionEntry(index: number): JsonObject {
  const id = subscriptionId(index);
  return { id: `/subscriptions/${id}`, subscriptionId: id, displayName: `Emulated ${index + 1}`, state: "Enabled" };
}

function accountId({ subscription, name }: Account): string {
  return `/subscriptions/${subscription}/resourceGroups/${GROUP}/providers/${PROVIDER}/accounts/${name}`;
}

export function accountEntry(account: Account, origin: string): JsonObject {
  const endpoint = `${origin}/`;
  return {
    id: accountId(account),
    name: account.name,
    type: `${PROVIDER}/accounts`,
    location: account.region,
    kind: "OpenAI",
    sku: { name: "S0" },
    properties: {
      provisioningState: "Succeeded",
      endpoint,
      endpoints: { "OpenAI Language Model Instance API": endpoint },
      disableLocalAuth: false,
    },
  };
}

export function deploymentEntry({ name, model, version, sku }: ScenarioDeployment, account: Account): JsonObject {
  return {
    id: `${accountId(account)}/deployments/${name}`,
    name,
    type: `${PROVIDER}/accounts/deployments`,
    sku: { name: sku, capacity: 1 },
    properties: { model: { format: "OpenAI", name: model, version }, provisioningState: "Succeeded" },
  };
}

export function modelEntries(scenario: Scenario, arm: EmulatedArm): JsonObject[] {
  const models = new Map(scenario.deployments.map((one) => [`${one.model}\n${one.version}`, one]));
  return [...models.values()].map(({ model, version, sku, role }) => {
    const stated = arm.models?.find((one) => one.model === model);
    const capability = CAPABILITY[role];
    const date = stated?.retires === undefined ? null : `${stated.retires}T00:00:00Z`;
    return {
      kind: "OpenAI",
      skuName: "S0",
      model: {
        format: "OpenAI",
        name: model,
        version,
        capabilities: { inference: "true", ...(capability === undefined ? {} : { [capability]: "true" }) },
        lifecycleStatus: stated?.lifecycle ?? "GenerallyAvailable",
        ...(date === null ? {} : { deprecation: { inference: date } }),
        skus: [{ name: sku, usageName: `OpenAI.${sku}.${model}`, ...(date === null ? {} : { deprecationDate: date }) }],
      },
    };
  });
}

/** Quota of a model in a region: ten for the first region, twenty for the second, and so on. */
function quotaIn(own: Account[], region: string, { model, sku }: ScenarioDeployment, arm: EmulatedArm) {
  const limit = 10 * (arm.regions.indexOf(region) + 1);
  const used = own
    .filter((account) => account.region === region)
    .flatMap(({ deployments }) => deployments)
    .filter((one) => one.model === model && one.sku === sku).length;
  return { limit, used };
}

export function usageEntries(own: Account[], region: string, scenario: Scenario, arm: EmulatedArm): JsonObject[] {
  return scenario.deployments.map((one) => {
    const { limit, used } = quotaIn(own, region, one, arm);
    const value = `OpenAI.${one.sku}.${one.model}`;
    return { name: { value, localizedValue: value }, currentValue: used, limit, unit: "Count" };
  });
}

export function capacityEntries(
  own: Account[],
  query: URLSearchParams,
  scenario: Scenario,
  arm: EmulatedArm,
): JsonObject[] {
  const known = scenario.deployments.filter(
    ({ model, version }) => model === query.get("modelName") && version === query.get("modelVersion"),
  );
  return arm.regions.flatMap((region) =>
    known.map((one) => {
      const { limit, used } = quotaIn(own, region, one, arm);
      return {
        name: one.sku,
        type: `${PROVIDER}/locations/models/skuCapacities`,
        location: region,
        properties: {
          model: { format: "OpenAI", name: one.model, version: one.version },
          skuName: one.sku,
          availableCapacity: limit - used,
        },
      };
    }),
  );
}
