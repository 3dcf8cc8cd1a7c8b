import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../../catalog/index.ts";
import type { Plan } from "../../plan/index.ts";
import { Vault } from "../../redaction/secret.ts";
import { noteNodeEnvFile } from "../argument-check.ts";
import { announceDotenv } from "../configuration/announcement.ts";
import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { readEnvironment } from "../configuration/environment.ts";
import { vaultOfMessages } from "../configuration/environment-vault.ts";
import { refuseStrayExpectations } from "../configuration/expect.ts";
import { type Configuration, readConfigurationFile } from "../configuration/file.ts";
import { addHostAliases } from "../configuration/host-aliases.ts";
import { resolveNetworks } from "../configuration/network.ts";
import { overreachesOf } from "../configuration/overreach.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { mergeSettings, type Settings } from "../configuration/settings.ts";
import { readShard } from "../configuration/shard.ts";
import { resolveTargets } from "../configuration/targets.ts";
import { UsageError } from "../usage-error.ts";
import { consentLines, requireConsent } from "./consent.ts";
import { refuseCredentialAsName } from "./credential-as-name.ts";
import { refuseHazards } from "./hazard.ts";
import {
  noteLeftOut,
  noteOwnVersions,
  noteReplaced,
  type PlannedRun,
  type Purpose,
  planOf,
  rolesOf,
} from "./planned-run.ts";

/** The plan of a run against real targets. */
export async function planReal(
  flags: PlanFlags,
  variables: Record<string, string | undefined>,
  purpose: Purpose,
): Promise<PlannedRun> {
  if (flags.tls === true) throw new UsageError("--tls needs --emulate: a real target always uses TLS.");
  refuseHazards(variables);
  const environment = readEnvironment(variables, flags.dotenv ?? null, process.cwd());
  const file = configurationOf(flags);
  const announcement = announceDotenv(environment, file?.content ?? null, process.cwd());
  if (announcement !== null) process.stderr.write(`${announcement}\n`);
  const { settings: merged, notes } = mergeSettings(flags, file?.content ?? {}, environment);
  const overreaches = overreachesOf({ flags, file, environment });
  const messages = vaultOfMessages(variables);
  // Before anything that such a file names is read.
  if (purpose !== "show") await requireConsent(overreaches, (text) => messages.redact(text));
  const catalog = await loadCatalog({ extra: merged.probes });
  const vault = new Vault();
  const named = resolveTargets({
    flags,
    file,
    environment,
    roleOf: rolesOf(catalog),
    vault,
    needsDeployment: purpose !== "check",
  });
  const found = merged.hosts === "all" ? addHostAliases(named) : named;
  const settings = withApiVersion(merged, found.apiVersion);
  const { networks, notes: networkNotes } = resolveNetworks({
    flags,
    settings,
    file,
    environment,
    targets: found.targets,
    vault,
  });
  refuseCredentialAsName(
    {
      targets: found.targets,
      "api-version": [settings["api-version"], settings["add-api-version"]],
      proxies: [...networks.values()].map(({ proxies }) => [proxies?.https?.origin, proxies?.http?.origin]),
      resolve: settings.resolve,
      probes: settings.probes === null ? [] : catalog.probes,
    },
    vault,
  );
  const shard = readShard(flags.shard, variables);
  const selection = {
    deployment: found.deploymentFilter,
    role: found.roles,
    leftOut: found.leftOut,
    ...(shard === null ? {} : { shard }),
  };
  if (file !== null && flags.endpoint === undefined)
    refuseStrayExpectations(file, [...found.targets, ...found.unselected], catalog.probes);
  const plan = planOf(catalog, found.targets, settings, selection);
  const redact = (lines: string[]) => lines.map((line) => vault.redact(line));
  return {
    catalog,
    plan,
    selection,
    expect: flags.endpoint === undefined ? (file?.content.expect ?? []) : [],
    targets: found.targets,
    credentials: found.credentials,
    recipients: found.recipients.filter(({ target }) => purpose === "check" || isProbed(plan, target)),
    vault,
    networkOf: (target) => networks.get(target) ?? {},
    settings,
    emulated: null,
    notes: redact([
      ...noteNodeEnvFile(process.execArgv),
      ...environment.notes(),
      ...notes,
      ...found.notes,
      ...networkNotes,
      ...(purpose !== "show" ? [] : consentLines(overreaches).map((line) => `A run needs your consent: ${line}`)),
      ...noteReplaced(catalog, settings.probes),
      ...noteOwnVersions(plan, catalog, settings),
      ...noteLeftOut(plan),
    ]),
    warnings: redact(found.warnings),
  };
}

function configurationOf({ config }: PlanFlags): Configuration | null {
  const name = config ?? (existsSync(join(process.cwd(), DEFAULT_FILE)) ? DEFAULT_FILE : null);
  return name === null ? null : { name, found: config === undefined, ...readConfigurationFile(name) };
}

function isProbed({ cells }: Plan, target: string): boolean {
  return cells.some(({ cell, skip }) => skip === null && cell.target === target);
}

/** The api-version of a pasted Target URI counts like OPENAI_API_VERSION, unless one is set. */
function withApiVersion(settings: Settings, apiVersion: string | null): Settings {
  const isSet = settings["api-version"] !== null || settings["add-api-version"] !== null;
  return isSet || apiVersion === null ? settings : { ...settings, "add-api-version": apiVersion };
}
