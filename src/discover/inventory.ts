import type { z } from "zod";
import type { ArmClaim } from "../model/arm-claim.ts";
import type { Role } from "../model/role.ts";
import { type Arm, ArmFailure } from "./arm.ts";
import {
  API_VERSIONS,
  type ArmAccount,
  type ArmDeployment,
  type ArmModel,
  accountShape,
  deploymentShape,
  modelShape,
  subscriptionShape,
} from "./arm-shapes.ts";

/** A deployment, as Azure Resource Manager or the resource lists it. */
export interface FoundDeployment {
  name: string;
  /** Null if unknown. */
  model: string | null;
  version: string | null;
  sku: string | null;
  /** The role of its model, or of its name if the model is unknown. */
  role: Role;
  /** For example `Succeeded`. Null if unknown. */
  state: string | null;
  claim: ArmClaim | null;
}

/** A resource with its deployments. */
export interface FoundAccount {
  name: string;
  subscription: string | null;
  region: string | null;
  kind: string | null;
  resourceId: string | null;
  /** The URL of the resource as stated. Null if it is not known. */
  endpoint: string | null;
  /** The path before every path. Absent: none. */
  basePath?: string;
  /** Whether key authentication is disabled. Null if unknown. */
  keysDisabled: boolean | null;
  deployments: FoundDeployment[];
}

/** A list that could not be read, or not to its end. */
export interface Problem {
  /** What the list is about: `subscription ID`, `account NAME`, `models of REGION`. */
  scope: string;
  text: string;
  status: number | null;
  isLimit: boolean;
}

/** What was found. */
export interface Inventory {
  subscriptions: { id: string; name: string | null }[];
  accounts: FoundAccount[];
  /** Accounts of kinds that serve no OpenAI models. */
  otherKinds: number;
  problems: Problem[];
  /** ISO 8601, when the reading began. */
  at: string;
}

/** Kinds of accounts that serve OpenAI models. */
const KINDS = ["OpenAI", "AIServices"];
/** The endpoint of the OpenAI API among the endpoints of an account. */
const OPENAI_ENDPOINT = "OpenAI Language Model Instance API";
/** Azure Resource Manager states a date in this year if it knows none. */
const NO_DATE = /^2099/;
const MOST_CAPABILITIES = 20;
const CAPABILITY = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

/** `/subscriptions/ID/providers/Microsoft.CognitiveServices/PATH?api-version=…` */
export function providerPath(subscription: string, path: string): string {
  const [place = "", query] = path.split("?");
  return `/subscriptions/${encodeURIComponent(subscription)}/providers/Microsoft.CognitiveServices/${place}?api-version=${API_VERSIONS.cognitiveServices}${query === undefined ? "" : `&${query}`}`;
}

/** Every entry of a list. What was read before a problem is kept. */
export async function readList<T>(
  arm: Arm,
  path: string,
  shape: z.ZodType<T>,
  failed: (failure: ArmFailure) => void,
): Promise<T[]> {
  const all: T[] = [];
  await readPages(arm, path, shape, failed, (page) => all.push(...page));
  return all;
}

/** Every page of a list, as soon as it is there. */
async function readPages<T>(
  arm: Arm,
  path: string,
  shape: z.ZodType<T>,
  failed: (failure: ArmFailure) => void,
  take: (page: T[]) => void,
): Promise<void> {
  try {
    for await (const page of arm.pages(path, shape)) take(page);
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    failed(error);
  }
}

/** The subscriptions to read: the named ones, or all that Azure Resource Manager lists. */
export async function listSubscriptions(
  arm: Arm,
  named: string[],
  problems: Problem[],
): Promise<Inventory["subscriptions"]> {
  if (named.length > 0) return [...new Set(named)].map((id) => ({ id, name: null }));
  const path = `/subscriptions?api-version=${API_VERSIONS.subscriptions}`;
  const listed = await readList(arm, path, subscriptionShape, (failure) =>
    problems.push(problemOf("subscriptions", failure)),
  );
  const usable = listed.filter(({ state }) => state == null || state === "Enabled" || state === "Warned");
  const found = usable.map(({ subscriptionId, displayName }) => ({ id: subscriptionId, name: displayName ?? null }));
  return onceEach(found, ({ id }) => id);
}

/**
 * Reads accounts, deployments and models of the subscriptions. A list that cannot be read is a problem, and the others
 * are read. Keys are never listed.
 * @param roleOf the role of a model by its name
 */
export async function readInventory(arm: Arm, named: string[], roleOf: (name: string) => Role): Promise<Inventory> {
  const at = new Date().toISOString();
  const problems: Problem[] = [];
  const subscriptions = await listSubscriptions(arm, named, problems);
  const perSubscription = await Promise.all(
    subscriptions.map(({ id }) => readSubscription(arm, id, { at, roleOf, problems })),
  );
  return {
    subscriptions,
    accounts: perSubscription.flatMap(({ accounts }) => accounts),
    otherKinds: perSubscription.reduce((sum, { otherKinds }) => sum + otherKinds, 0),
    // The order of the answers is by chance.
    problems: problems.sort((a, b) => a.scope.localeCompare(b.scope, "en")),
    at,
  };
}

/** An entry that moves while the pages are read is on two of them. */
function onceEach<T>(entries: T[], idOf: (entry: T) => string): T[] {
  return [...new Map(entries.map((entry) => [idOf(entry).toLowerCase(), entry])).values()];
}

/** Whether an account serves OpenAI models. */
export function isOpenAiAccount({ kind }: ArmAccount): boolean {
  return KINDS.some((known) => known === kind);
}

interface Reading {
  at: string;
  roleOf: (name: string) => Role;
  problems: Problem[];
}

async function readSubscription(
  arm: Arm,
  subscription: string,
  reading: Reading,
): Promise<{ accounts: FoundAccount[]; otherKinds: number }> {
  const { problems } = reading;
  const models = new Map<string, Promise<Map<string, ArmModel>>>();
  const modelsOf = (region: string) => {
    const known = models.get(region) ?? readModels(arm, subscription, region, problems);
    models.set(region, known);
    return known;
  };
  const read = async (account: ArmAccount) => {
    const [deployments, known] = await Promise.all([
      readDeployments(arm, account, problems),
      modelsOf(account.location),
    ]);
    return accountOf(account, subscription, deployments, known, reading);
  };
  const pending = new Map<string, Promise<FoundAccount>>();
  let otherKinds = 0;
  const failed = (failure: ArmFailure) => problems.push(problemOf(`subscription ${subscription}`, failure));
  await readPages(arm, providerPath(subscription, "accounts"), accountShape, failed, (page) => {
    const own = page.filter(isOpenAiAccount);
    otherKinds += page.length - own.length;
    // Two pages may have the same account.
    for (const account of own) if (!pending.has(account.id)) pending.set(account.id, read(account));
  });
  return { accounts: await Promise.all(pending.values()), otherKinds };
}

/** The models of a region by `modelKey`. Empty if they cannot be read. */
async function readModels(
  arm: Arm,
  subscription: string,
  region: string,
  problems: Problem[],
): Promise<Map<string, ArmModel>> {
  const path = providerPath(subscription, `locations/${encodeURIComponent(region)}/models`);
  const listed = await readList(arm, path, modelShape, (failure) =>
    problems.push(problemOf(`models of ${region} in subscription ${subscription}`, failure)),
  );
  return new Map(listed.map((one) => [modelKey(one.kind, one.model), one]));
}

function modelKey(kind: string, model: { format?: string | null | undefined; name: string; version: string }): string {
  return [kind, model.format ?? "", model.name, model.version].join("\n");
}

async function readDeployments(arm: Arm, account: ArmAccount, problems: Problem[]): Promise<ArmDeployment[]> {
  const id = /^\/subscriptions\/[^?#]+$/.exec(account.id)?.[0];
  const scope = `deployments of account ${account.name}`;
  if (id === undefined) {
    problems.push({ scope, text: "the id of the account is not one of a subscription", status: null, isLimit: false });
    return [];
  }
  const path = `${id}/deployments?api-version=${API_VERSIONS.cognitiveServices}`;
  const listed = await readList(arm, path, deploymentShape, (failure) => problems.push(problemOf(scope, failure)));
  return onceEach(listed, ({ name }) => name);
}

function accountOf(
  account: ArmAccount,
  subscription: string,
  deployments: ArmDeployment[],
  models: Map<string, ArmModel>,
  { at, roleOf }: Reading,
): FoundAccount {
  const { endpoint, endpoints, disableLocalAuth } = account.properties;
  return {
    name: account.name,
    subscription,
    region: account.location,
    kind: account.kind ?? null,
    resourceId: account.id,
    endpoint: endpoints?.[OPENAI_ENDPOINT] ?? endpoint ?? null,
    keysDisabled: disableLocalAuth ?? null,
    deployments: deployments.map(({ name, sku, properties }): FoundDeployment => {
      const { model } = properties;
      const listed =
        model?.version == null
          ? undefined
          : models.get(modelKey(account.kind ?? "", { ...model, version: model.version }));
      return {
        name,
        model: model?.name ?? null,
        version: model?.version ?? null,
        sku: sku?.name ?? null,
        role: roleOf(model?.name ?? name),
        state: properties.provisioningState ?? null,
        claim: claimOf(properties.capabilities, listed?.model, sku?.name ?? null, at),
      };
    }),
  };
}

/** What a deployment and the list of models say. Null if they say nothing. */
function claimOf(
  own: ArmDeployment["properties"]["capabilities"],
  model: ArmModel["model"] | undefined,
  sku: string | null,
  at: string,
): ArmClaim | null {
  const capabilities = Object.entries({ ...model?.capabilities, ...own })
    .filter(([name, value]) => String(value).toLowerCase() === "true" && CAPABILITY.test(name))
    .map(([name]) => name)
    .sort()
    .slice(0, MOST_CAPABILITIES);
  const lifecycle = /^[A-Za-z]{1,40}$/.exec(model?.lifecycleStatus ?? "")?.[0];
  const stated = model?.skus?.find(({ name }) => name === sku)?.deprecationDate ?? model?.deprecation?.inference ?? "";
  const retires = NO_DATE.test(stated) ? undefined : /^\d{4}-\d{2}-\d{2}/.exec(stated)?.[0];
  if (capabilities.length === 0 && lifecycle === undefined && retires === undefined) return null;
  return {
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(retires === undefined ? {} : { retires }),
    ...(capabilities.length === 0 ? {} : { capabilities }),
    at,
  };
}

export function problemOf(scope: string, { message, status, isLimit }: ArmFailure): Problem {
  return { scope, text: message, status, isLimit };
}
