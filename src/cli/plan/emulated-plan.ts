import { loadCatalog } from "../../catalog/index.ts";
import type { Target } from "../../model/target.ts";
import { Vault } from "../../redaction/secret.ts";
import { type CredentialChoice, readCredentialFlags } from "../configuration/credential-flags.ts";
import { applyDeployments } from "../configuration/deployments.ts";
import { NETWORK_SETTINGS } from "../configuration/network-settings.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { isSelected, readSelection } from "../configuration/selection.ts";
import { mergeSettings } from "../configuration/settings.ts";
import { readShard } from "../configuration/shard.ts";
import { NO_ENVIRONMENT, VARIABLES } from "../configuration/variables.ts";
import { scenarioTargets } from "../emulate/scenario-targets.ts";
import { noteOwnVersions, noteReplaced, type PlannedRun, planOf, rolesOf } from "./planned-run.ts";

/** The plan of an emulated run. Settings come from flags alone, so that it is the same on every machine. */
export async function planEmulated(
  flags: PlanFlags,
  scenario: string,
  variables: Record<string, string | undefined>,
): Promise<PlannedRun> {
  const { settings, notes } = mergeSettings(flags, {}, NO_ENVIRONMENT);
  const catalog = await loadCatalog({ extra: settings.probes });
  const all = await scenarioTargets(scenario, rolesOf(catalog));
  const selected = readSelection(
    flags,
    all.map(({ target }) => target),
  );
  const credentials = authOf(readCredentialFlags(flags));
  const emulated = all
    .filter(({ target }) => isSelected(target, selected))
    .map(({ scenario: name, target }) => ({ scenario: name, target: { ...target, ...credentials } }));
  const targets = emulated.map(({ target }) => target);
  const texts = { source: "--deployment", texts: flags.deployment };
  const deployment = applyDeployments(texts, targets, rolesOf(catalog), false);
  const shard = readShard(flags.shard, variables);
  const selection = { deployment, role: selected.role, leftOut: [], ...(shard === null ? {} : { shard }) };
  const plan = planOf(catalog, targets, settings, selection);
  return {
    catalog,
    plan,
    selection,
    expect: [],
    targets,
    credentials: new Map(),
    recipients: [],
    vault: new Vault(),
    networkOf: () => ({}),
    settings,
    emulated,
    notes: [
      emulationNote(flags, variables),
      ...notes,
      ...noteReplaced(catalog, settings.probes),
      ...noteOwnVersions(plan, catalog, settings),
    ],
    warnings: [],
  };
}

/** An emulator accepts every kind of credential, and issues its own tokens. */
function authOf({ auth, scopes }: CredentialChoice): Pick<Target, "auth" | "entra"> {
  const kinds = auth ?? (scopes.length > 0 ? ["entra"] : ["key"]);
  const entra = { credential: "token" as const, ...(scopes.length === 0 ? {} : { scopes }) };
  return { auth: kinds, ...(kinds.includes("entra") ? { entra } : {}) };
}

function emulationNote(flags: PlanFlags, variables: Record<string, string | undefined>): string {
  const ignored = [
    ...(flags.config === undefined ? [] : ["--config"]),
    ...(flags.endpoint === undefined ? [] : ["--endpoint"]),
    ...NETWORK_SETTINGS.filter((name) => [flags[name] ?? false].flat().some((one) => one !== false)).map(
      (name) => `--${name}`,
    ),
    ...["key-file", "entra-credential"].flatMap((name) => (flags[name] === undefined ? [] : [`--${name}`])),
    ...Object.values(VARIABLES).filter((name) => (variables[name] ?? "") !== ""),
  ];
  const list = ignored.length === 0 ? "" : ` Ignored: ${ignored.join(", ")}.`;
  return `Emulated run: nothing leaves this machine, and no real endpoint or key is used.${list}`;
}
