import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Catalog, loadCatalog, roleOfModel } from "../../catalog/index.ts";
import type { Role } from "../../model/role.ts";
import type { AuthKind, Target } from "../../model/target.ts";
import { makePlan, type Plan } from "../../plan/index.ts";
import { namingOwnVersion } from "../../plan/own-version.ts";
import { type Secret, Vault } from "../../redaction/secret.ts";
import type { Proxies } from "../../wire/proxy.ts";
import { noteNodeEnvFile } from "../argument-check.ts";
import { announceDotenv } from "../configuration/announcement.ts";
import { NO_ENVIRONMENT, readEnvironment, VARIABLES } from "../configuration/environment.ts";
import { vaultOfMessages } from "../configuration/environment-vault.ts";
import { type Configuration, DEFAULT_FILE, readConfigurationFile } from "../configuration/file.ts";
import { overreachesOf } from "../configuration/overreach.ts";
import { readProxies } from "../configuration/proxy.ts";
import { type Recipient, recipientInWords } from "../configuration/recipient.ts";
import { mergeSettings, type PlanFlags, type Settings } from "../configuration/settings.ts";
import { resolveTargets } from "../configuration/targets.ts";
import type { Call } from "../flags.ts";
import { nearestName } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { consentLines, requireConsent } from "./consent.ts";
import { refuseCredentialAsName } from "./credential-as-name.ts";
import { type EmulatedTargets, startEmulatedTargets } from "./emulated-targets.ts";
import { refuseHazards } from "./hazard.ts";

/** All that a run needs before its first request. */
export interface PlannedRun {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  /** Who will get which credential, one for each target with one. Empty if embedded resources answer. */
  recipients: Recipient[];
  vault: Vault;
  /** null: every host is asked directly, whatever the environment says. */
  proxies: Proxies | null;
  settings: Settings;
  selection: Selection;
  /** The embedded resources; null where real ones are asked. */
  emulatedTargets: EmulatedTargets | null;
  /** Sentences for the operator: who won where sources disagreed, what is left out. */
  notes: string[];
}

/** Which deployments are asked: globs of names, and the targets left out for want of a credential. */
interface Selection {
  deployment: string[];
  leftOut: string[];
}

/** `send`: requests follow. `show`: nobody sends anything, so the operator is told what a run would need. */
export type Purpose = "send" | "show";

/**
 * Reads every source and makes the plan. Starts the embedded resources if they were asked for; sends nothing.
 * @throws UsageError naming file, line and key, or the flag, of what cannot be used
 */
export async function planRun(
  call: Call,
  variables: Record<string, string | undefined>,
  purpose: Purpose,
): Promise<PlannedRun> {
  const isEmulated = call.given("emulate");
  const planned = isEmulated ? await planEmulated(call, variables) : await planReal(call, variables, purpose);
  refuseEmpty(planned.plan, planned.catalog, planned.settings);
  return planned;
}

async function planReal(
  call: Call,
  variables: Record<string, string | undefined>,
  purpose: Purpose,
): Promise<PlannedRun> {
  if (call.given("tls")) throw new UsageError("--tls goes with --emulate: a real resource always speaks TLS.");
  refuseHazards(variables);
  const flags = planFlags(call);
  const environment = readEnvironment(variables, flags.dotenv ?? null, process.cwd());
  const file = configurationOf(flags);
  const announcement = announceDotenv(environment, file?.content ?? null, process.cwd());
  if (announcement !== null) process.stderr.write(`${announcement}\n`);
  const settings = mergeSettings(flags, file?.content ?? {}, environment);
  const overreaches = overreachesOf({ flags, file, environment });
  const messages = vaultOfMessages(variables);
  // Before anything that such a file names is read.
  if (purpose === "send") await requireConsent(overreaches, (text) => messages.redact(text));
  const catalog = await loadCatalog({ extra: settings.probes });
  const vault = new Vault();
  const found = resolveTargets({ flags, file, environment, roleOf: rolesOf(catalog), vault });
  const through = readProxies(environment, found.targets, vault);
  refuseCredentialAsName(
    {
      targets: found.targets,
      "api-version": [settings.apiVersion, settings.addApiVersion],
      proxies: { HTTPS_PROXY: through.proxies.https?.origin, HTTP_PROXY: through.proxies.http?.origin },
      probes: settings.probes === null ? [] : catalog.probes,
    },
    vault,
  );
  const selection = { deployment: found.deploymentFilter, leftOut: found.leftOut.map(({ target }) => target) };
  const plan = planOf(catalog, found.targets, settings, selection);
  return {
    catalog,
    plan,
    selection,
    targets: found.targets,
    credentials: found.credentials,
    recipients: found.recipients.filter(({ target }) => isAsked(plan, target)),
    vault,
    proxies: through.proxies,
    settings,
    emulatedTargets: null,
    notes: [
      ...noteNodeEnvFile(process.execArgv),
      ...environment.notes(),
      ...settings.notes,
      ...found.notes,
      ...through.notes,
      ...(purpose === "send" ? [] : consentLines(overreaches).map((line) => `A run needs your consent: ${line}`)),
      ...ownVersions(plan, catalog, settings),
    ].map((n) => vault.redact(n)),
  };
}

async function planEmulated(call: Call, variables: Record<string, string | undefined>): Promise<PlannedRun> {
  const flags = planFlags(call);
  // Settings come from flags alone, so that an embedded run is the same on every machine.
  const settings = mergeSettings(flags, {}, NO_ENVIRONMENT);
  const catalog = await loadCatalog({ extra: settings.probes });
  const vault = new Vault();
  const emulatedTargets = await startEmulatedTargets(
    call.text("emulate") ?? "",
    call.given("tls"),
    rolesOf(catalog),
    vault,
  );
  const selection = { deployment: flags.deployment.map((text) => text.split("=")[0] ?? ""), leftOut: [] };
  const plan = planOf(catalog, emulatedTargets.targets, settings, selection);
  return {
    catalog,
    plan,
    selection,
    targets: emulatedTargets.targets,
    credentials: emulatedTargets.credentials,
    recipients: [],
    vault,
    proxies: null,
    settings,
    emulatedTargets,
    notes: [emulationNote(flags, variables), ...settings.notes, ...ownVersions(plan, catalog, settings)],
  };
}

/** An api-version for the run is not one for every probe: what it does not reach is named, lest its answer be taken for it. */
function ownVersions(plan: Plan, catalog: Catalog, { apiVersion }: Settings): string[] {
  const own = apiVersion === null ? [] : namingOwnVersion(plan, catalog.probes);
  if (own.length === 0) return [];
  return [
    `--api-version does not reach ${own.join(", ")}: ${own.length === 1 ? "it names its own" : "they name their own"}; ask with another by a probe of yours (--probes).`,
  ];
}

function isAsked({ cells }: Plan, target: string): boolean {
  return cells.some(({ cell, skip }) => skip === null && cell.target === target);
}

function emulationNote(flags: PlanFlags, variables: Record<string, string | undefined>): string {
  const ignored = [
    ...(flags.config === undefined ? [] : ["--config"]),
    ...(flags.endpoint === undefined ? [] : ["--endpoint"]),
    ...Object.values(VARIABLES).filter((name) => (variables[name] ?? "") !== ""),
  ];
  const but = ignored.length === 0 ? "" : `; ignored: ${ignored.join(", ")}`;
  return `embedded resources answer, nothing leaves this machine: real endpoints and keys are ignored${but}.`;
}

function configurationOf(flags: PlanFlags): Configuration | null {
  const name = flags.config ?? (existsSync(join(process.cwd(), DEFAULT_FILE)) ? DEFAULT_FILE : null);
  return name === null ? null : { name, found: flags.config === undefined, ...readConfigurationFile(name) };
}

function rolesOf(catalog: Catalog): (name: string) => Role {
  return (name) => roleOfModel(catalog.models, name);
}

/** Who gets which credential, one line a target: `Sending to https://r.openai.azure.com with AZURE_OPENAI_API_KEY`. */
export function recipientLines(
  { recipients, vault }: PlannedRun,
  verb: string,
  targets: string[] | null = null,
): string[] {
  return recipients
    .filter(({ target }) => targets === null || targets.includes(target))
    .map((recipient) => vault.redact(`${verb} ${recipientInWords(recipient)}`));
}

/** The same plan under another scope; it may be empty. */
export function withScope(planned: PlannedRun, scope: Settings["scope"]): Plan {
  return planOf(planned.catalog, planned.targets, { ...planned.settings, scope }, planned.selection);
}

function planOf(catalog: Catalog, targets: Target[], settings: Settings, selection: Selection): Plan {
  const { apiVersion, addApiVersion, probe, skip, scope, redirectCredential } = settings;
  const chosen = { probe, skip, scope, apiVersion, addApiVersion, redirectCredential, ...selection };
  return makePlan(targets, catalog.probes, chosen);
}

/** A plan without a cell would make a green report of nothing. */
function refuseEmpty(plan: Plan, catalog: Catalog, { probe }: Settings): void {
  if (plan.cells.some(({ cell }) => cell.control === null)) return;
  const ids = catalog.probes.map(({ id }) => id);
  const nearest = probe.map((glob) => nearestName(glob, ids)).find((name) => name !== null && !probe.includes(name));
  const hint = nearest == null ? "widen --probe, --skip, --deployment or --scope." : `did you mean \`${nearest}\`?`;
  throw new UsageError(`0 cells: nothing is selected to be asked; ${hint}`);
}

function planFlags(call: Call): PlanFlags {
  return {
    config: call.text("config"),
    endpoint: call.text("endpoint"),
    deployment: call.list("deployment"),
    probe: call.list("probe"),
    skip: call.list("skip"),
    probes: call.text("probes"),
    "api-version": call.text("api-version"),
    scope: call.text("scope"),
    "redirect-credential": call.text("redirect-credential"),
    "trust-origin": call.list("trust-origin"),
    concurrency: call.text("concurrency"),
    timeout: call.text("timeout"),
    "max-wait": call.text("max-wait"),
    "max-paid": call.text("max-paid"),
    dotenv: call.text("dotenv"),
  };
}
