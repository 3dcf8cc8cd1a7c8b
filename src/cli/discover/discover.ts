import { loadCatalog } from "../../catalog/index.ts";
import { type FoundAccount, type Inventory, readInventory } from "../../discover/inventory.ts";
import type { CloudName } from "../../entra/cloud.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { vaultOfMessages } from "../configuration/environment-vault.ts";
import { overreachesOf } from "../configuration/overreach.ts";
import { refuseExisting, writeConfiguration } from "../configuration/template.ts";
import { type Environment, MANAGEMENT_VARIABLE, VARIABLES } from "../configuration/variables.ts";
import { writeOut } from "../output/standard-output.ts";
import { requireConsent } from "../plan/consent.ts";
import { rolesOf } from "../plan/planned-run.ts";
import { UsageError } from "../usage-error.ts";
import { openArm, readSubscriptions } from "./arm-access.ts";
import { configurationText, type LeftOut, type WrittenCredential, writableTargets } from "./configuration-text.ts";
import { announceEnd, EMULATED } from "./end.ts";
import { foundTable } from "./found-table.ts";
import { readOwnLists } from "./read-resource.ts";
import { showRegions } from "./regions.ts";
import { openResource } from "./resource-access.ts";
import { openSession } from "./session.ts";

/** The flags of `discover`. */
interface DiscoverFlags extends Record<string, unknown> {
  subscription: string[];
  cloud?: CloudName | undefined;
  arm?: string | undefined;
  output?: string | undefined;
  force: boolean;
  endpoint?: string | undefined;
  guess: boolean;
  regions: boolean;
  model: string[];
  json: boolean;
  dotenv?: string | undefined;
}

const LONGEST_LINE = 600;

/** `discover`: lists resources and deployments, and writes a configuration with them. */
export async function discover(flags: DiscoverFlags, variables: Record<string, string | undefined>): Promise<number> {
  const file = flags.output ?? DEFAULT_FILE;
  const subscriptions = readSubscriptions(flags.subscription);
  refuseStrayFlags(flags);
  if (!flags.force && !flags.regions) refuseExisting(file);
  const session = openSession(flags, variables);
  try {
    await requireConsentToDotenv(flags, session.environment, variables);
    const arm = openArm(flags, session);
    const own = flags.regions ? null : await openResource(flags.endpoint, session);
    refuseWithout(arm, own, flags);
    const say = (line: string) => process.stderr.write(`${plain(session.vault.redact(line), LONGEST_LINE)}\n`);
    for (const note of [...(arm?.notes ?? []), ...(own?.notes ?? [])]) say(note);
    if (flags.regions && arm !== null) {
      return await showRegions(arm.arm, { subscriptions, models: flags.model, json: flags.json }, say);
    }
    const catalog = await loadCatalog({ extra: null });
    const inventory = arm === null ? emptyInventory() : await readInventory(arm.arm, subscriptions, rolesOf(catalog));
    if (arm?.arm.isEmulated === true) say(EMULATED);
    if (own !== null) {
      const { account, problems } = await readOwnLists(own.resource, catalog, flags.guess, say);
      // Azure Resource Manager says more about the same resource.
      if (!inventory.accounts.some((known) => isAt(known, account))) inventory.accounts.push(account);
      inventory.problems.push(...problems);
    }
    const found = writableTargets(inventory.accounts);
    for (const line of accountLines(inventory, found, arm?.arm.unread ?? 0)) say(line);
    if (flags.json) writeOut(`${safeJson(inventory, 2)}\n`);
    else if (found.targets.length > 0) writeOut(`${foundTable(found.targets)}\n`);
    if (found.targets.length > 0) {
      const credential = credentialOf(arm, own);
      const source = arm === null ? (own?.resource.origin ?? "") : "Azure Resource Manager";
      const text = configurationText(found.targets, found.leftOut, { file, at: inventory.at, source, credential });
      writeConfiguration(file, session.vault.redact(text), flags.force);
      const set = "variable" in credential ? `Set ${credential.variable}, and run` : "Run";
      say(`Wrote ${file}. ${set}: aoai-probe plan -c ${file}`);
    }
    return announceEnd(found.targets.length, inventory.problems, say);
  } finally {
    session.end();
  }
}

/** A .env that was found may not choose the endpoint of a key, or a proxy. */
async function requireConsentToDotenv(
  { endpoint }: DiscoverFlags,
  environment: Environment,
  variables: Record<string, string | undefined>,
): Promise<void> {
  const messages = vaultOfMessages(variables);
  const overreaches = overreachesOf({
    flags: { endpoint, deployment: [], "trust-origin": [] },
    file: null,
    environment,
  });
  await requireConsent(overreaches, (text) => messages.redact(text));
}

/** One Entra identity is enough for many resources, each of which has a key of its own. */
function credentialOf(
  arm: ReturnType<typeof openArm>,
  own: Awaited<ReturnType<typeof openResource>>,
): WrittenCredential {
  if (arm === null && own !== null) return own.credential;
  if (arm === null || arm.credential === null) return { kind: "token", variable: VARIABLES.token };
  return { kind: "entra", source: arm.credential };
}

function emptyInventory(): Inventory {
  return { subscriptions: [], accounts: [], otherKinds: 0, problems: [], at: new Date().toISOString() };
}

function isAt({ endpoint: a }: FoundAccount, { endpoint: b }: FoundAccount): boolean {
  return a !== null && b !== null && URL.canParse(a) && new URL(a).origin === new URL(b).origin;
}

/** @throws UsageError if there is nothing to read, or a flag needs what is missing */
function refuseWithout(arm: unknown, own: unknown, { regions, guess }: DiscoverFlags): void {
  const how = `Add --entra-credential azure-cli, or set ${MANAGEMENT_VARIABLE} to the output of \`az account get-access-token --query accessToken -o tsv\`.`;
  if (arm === null && regions) throw new UsageError(`--regions: needs a token for Azure Resource Manager. ${how}`);
  if (own === null && guess) throw new UsageError(`--guess: needs an endpoint. Set ${VARIABLES.endpoint}.`);
  if (arm !== null || own !== null) return;
  throw new UsageError(
    `Nothing to read. ${how} To read one resource instead, set ${VARIABLES.endpoint} and ${VARIABLES.key}.`,
  );
}

/** @throws UsageError if a flag has no effect, or --regions lacks a model */
function refuseStrayFlags({ regions, model, output, force, guess }: DiscoverFlags): void {
  if (regions && model.length === 0) {
    throw new UsageError("--regions: needs --model, for example --model gpt-realtime.");
  }
  if (!regions && model.length > 0) throw new UsageError("--model: has no effect without --regions. Add --regions.");
  if (regions && (output !== undefined || force || guess)) {
    throw new UsageError("--regions: writes no file. Remove --output, --force and --guess.");
  }
}

/** What was read, and each list that could not be read. */
function accountLines(
  { subscriptions, accounts, otherKinds, problems }: Inventory,
  { leftOut }: { leftOut: LeftOut[] },
  unread: number,
): string[] {
  const deployments = accounts.reduce((sum, account) => sum + account.deployments.length, 0);
  return [
    `Found ${subscriptions.length === 0 ? "" : `${counted(subscriptions.length, "subscription")}, `}${counted(accounts.length, "resource")} and ${counted(deployments, "deployment")}.`,
    ...(otherKinds === 0 ? [] : [`${counted(otherKinds, "account")} of other kinds left out.`]),
    ...leftOut.map(({ name, why }) => `${name} is left out: ${why}.`),
    ...(unread === 0 ? [] : [`${counted(unread, "entry")} not understood, so left out.`.replace("entrys", "entries")]),
    ...problems.map(({ scope, text }) => `${scope}: ${text}.`),
  ];
}
