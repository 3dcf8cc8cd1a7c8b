import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Catalog, loadCatalog, roleOfModel } from "../catalog/index.ts";
import type { Role } from "../model/role.ts";
import type { AuthKind, Target } from "../model/target.ts";
import { makePlan, type Plan } from "../plan/index.ts";
import { namingOwnVersion } from "../plan/own-version.ts";
import { type Secret, Vault } from "../redaction/secret.ts";
import type { Proxies } from "../wire/proxy.ts";
import { type Environment, readEnvironment, VARIABLES } from "./configuration/environment.ts";
import { DEFAULT_FILE, readConfigurationFile } from "./configuration/file.ts";
import { readProxies } from "./configuration/proxy.ts";
import type { ConfigurationFile } from "./configuration/schema.ts";
import { mergeSettings, type PlanFlags, type Settings } from "./configuration/settings.ts";
import { resolveTargets } from "./configuration/targets.ts";
import { refuseCredentialAsName } from "./credential-as-name.ts";
import type { Call } from "./flags.ts";
import { refuseHazards } from "./hazard.ts";
import { nearestName } from "./nearest-name.ts";
import { type StandIns, startStandIns } from "./stand-in.ts";
import { UsageError } from "./usage-error.ts";

/** All that a run needs before its first request. */
export interface PlannedRun {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  vault: Vault;
  /** null: every host is asked directly, whatever the environment says. */
  proxies: Proxies | null;
  settings: Settings;
  selection: Selection;
  /** The embedded resources; null where real ones are asked. */
  standIns: StandIns | null;
  /** Sentences for the operator: who won where sources disagreed, what is left out. */
  notes: string[];
}

/** Which deployments are asked: globs of names, and the targets left out for want of a credential. */
interface Selection {
  deployment: string[];
  leftOut: string[];
}

/** Reads every source and makes the plan. Starts the embedded resources where they were asked for; sends nothing. */
export async function planRun(call: Call, variables: Record<string, string | undefined>): Promise<PlannedRun> {
  const planned = call.given("emulate") ? await planEmulated(call, variables) : await planReal(call, variables);
  refuseEmpty(planned.plan, planned.catalog, planned.settings);
  return planned;
}

async function planReal(call: Call, variables: Record<string, string | undefined>): Promise<PlannedRun> {
  if (call.given("tls")) throw new UsageError("--tls goes with --emulate: a real resource always speaks TLS.");
  refuseHazards(variables);
  const flags = planFlags(call);
  const environment = readEnvironment(variables, flags["env-file"] ?? null, process.cwd());
  const file = configurationOf(flags);
  const settings = mergeSettings(flags, file?.content ?? {}, environment);
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
    vault,
    proxies: through.proxies,
    settings,
    standIns: null,
    notes: [
      ...environment.notes(),
      ...settings.notes,
      ...found.notes,
      ...through.notes,
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
  const standIns = await startStandIns(call.text("emulate") ?? "", call.given("tls"), rolesOf(catalog), vault);
  const selection = { deployment: flags.deployment.map((text) => text.split("=")[0] ?? ""), leftOut: [] };
  const plan = planOf(catalog, standIns.targets, settings, selection);
  return {
    catalog,
    plan,
    selection,
    targets: standIns.targets,
    credentials: standIns.credentials,
    vault,
    proxies: null,
    settings,
    standIns,
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

const NO_ENVIRONMENT: Environment = { get: () => undefined, notes: () => [] };

function emulationNote(flags: PlanFlags, variables: Record<string, string | undefined>): string {
  const ignored = [
    ...(flags.config === undefined ? [] : ["--config"]),
    ...(flags.endpoint === undefined ? [] : ["--endpoint"]),
    ...Object.values(VARIABLES).filter((name) => (variables[name] ?? "") !== ""),
  ];
  const but = ignored.length === 0 ? "" : `; ignored: ${ignored.join(", ")}`;
  return `embedded resources answer, nothing leaves this machine: real endpoints and keys are ignored${but}.`;
}

function configurationOf(flags: PlanFlags): { name: string; content: ConfigurationFile } | null {
  const name = flags.config ?? (existsSync(join(process.cwd(), DEFAULT_FILE)) ? DEFAULT_FILE : null);
  return name === null ? null : { name, content: readConfigurationFile(name) };
}

function rolesOf(catalog: Catalog): (name: string) => Role {
  return (name) => roleOfModel(catalog.models, name);
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
    "env-file": call.text("env-file"),
  };
}
