import { isPlainName } from "../../model/name-form.ts";
import type { Role } from "../../model/role.ts";
import type { AuthKind, ExtraHost, Target } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import { UsageError } from "../usage-error.ts";
import { deploymentsOf, selectDeployments } from "./deployment-flags.ts";
import { deploymentOf } from "./deployment-text.ts";
import { isLoopback, readEndpoint } from "./endpoint.ts";
import { VARIABLES, type VariableReader } from "./environment.ts";
import type { Configuration } from "./file.ts";
import { type CredentialSource, fetchCredentials } from "./keyring.ts";
import { type Recipient, recipientOf } from "./recipient.ts";
import type { ConfigurationFile, TargetEntry } from "./schema.ts";
import type { PlanFlags } from "./settings.ts";

/** The resources to ask, and what to ask them with. */
export interface Targets {
  targets: Target[];
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  /** Who will get which credential, one for each target that has one. */
  recipients: Recipient[];
  /** Targets whose credential's variable is not set; their cells are skipped. */
  leftOut: { target: string; variable: string }[];
  /** Globs that select among the deployments of a configuration file; empty: all of them. */
  deploymentFilter: string[];
  notes: string[];
}

export interface TargetSources {
  flags: PlanFlags;
  /** The configuration and the name of its file; null if there is none. */
  file: Pick<Configuration, "name" | "content"> | null;
  environment: VariableReader;
  /** The models catalogue: the role of a model or deployment by its name. */
  roleOf: (name: string) => Role;
  vault: Vault;
}

/**
 * Finds the targets: `--endpoint` before the configuration file before the environment.
 * @throws UsageError where there is none, or one cannot be used
 */
export function resolveTargets(sources: TargetSources): Targets {
  const { flags, file, environment } = sources;
  const fromEnvironment = environment.get(VARIABLES.endpoint) || undefined;
  if (flags.endpoint === undefined && file !== null) return targetsOfFile(file.name, file.content, sources);
  const notes: string[] = [];
  if (flags.endpoint !== undefined && file !== null) {
    notes.push(`--endpoint names the one target: those in ${file.name} are not asked.`);
  }
  if (flags.endpoint !== undefined && fromEnvironment !== undefined && flags.endpoint !== fromEnvironment) {
    notes.push(`--endpoint differs from ${VARIABLES.endpoint}: the flag wins.`);
  }
  if (flags.endpoint !== undefined) return singleTarget("--endpoint", flags.endpoint, sources, notes);
  if (fromEnvironment !== undefined) return singleTarget(VARIABLES.endpoint, fromEnvironment, sources, notes);
  throw new UsageError(
    `there is no resource to ask: set ${VARIABLES.endpoint} or --endpoint, or write a configuration (\`aoai-probe init\`); \`aoai-probe run --emulate\` asks embedded resources instead.`,
  );
}

function singleTarget(from: string, text: string, sources: TargetSources, notes: string[]): Targets {
  const { environment, vault } = sources;
  const reading = readEndpoint(text);
  if (reading.kind === "refused") throw new UsageError(`${from}: ${reading.why}.`);
  const name = nameOf(reading.origin, reading.loopback);
  const deployments = deploymentsOf(sources.flags.deployment, environment, sources.roleOf, notes);
  const source: CredentialSource = { key: VARIABLES.key, token: VARIABLES.token, auth: null };
  const found = fetchCredentials(name, source, environment, vault);
  const leftOut = `${name} is left out: set ${VARIABLES.key} to its key, or ${VARIABLES.token} to an Entra token.`;
  const target: Target = {
    name,
    endpoint: reading.origin,
    hosts: hostsOf(reading.origin, {}),
    ...trustedOf(sources.flags["trust-origin"].map(trustedOrigin)),
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: found.auth,
    deployments,
  };
  return {
    targets: [target],
    ...(found.kind === "unset"
      ? { credentials: new Map(), recipients: [], leftOut: [{ target: name, variable: found.variable }] }
      : {
          credentials: new Map([[name, found.secrets]]),
          recipients: [recipientOf(target, source, found.secrets)],
          leftOut: [],
        }),
    deploymentFilter: [],
    notes: [...notes, ...(found.kind === "unset" ? [leftOut] : found.notes), ...unknownRoles(target)],
  };
}

function targetsOfFile(file: string, content: ConfigurationFile, sources: TargetSources): Targets {
  const { environment, vault, roleOf, flags } = sources;
  const notes = ignoredVariables(file, environment);
  const result: Targets = {
    targets: [],
    credentials: new Map(),
    recipients: [],
    leftOut: [],
    deploymentFilter: [],
    notes,
  };
  const trusted = flags["trust-origin"].map(trustedOrigin);
  if (trusted.length > 0 && content.targets.length > 1) {
    throw new UsageError(
      `--trust-origin: does not say for which of the ${content.targets.length} targets in ${file}; write it under the target, as \`trust-origins:\`.`,
    );
  }
  for (const entry of content.targets) {
    const source: CredentialSource = {
      key: entry.key?.env ?? null,
      token: entry.token?.env ?? null,
      auth: entry.auth === undefined ? null : [...new Set(entry.auth)],
      ...(entry.provider === undefined ? {} : { provider: entry.provider }),
    };
    const found = fetchCredentials(`${file}: target ${entry.name}`, source, environment, vault);
    const target = targetOf(entry, found.auth, roleOf, trusted);
    result.targets.push(target);
    if (found.kind === "unset") {
      result.leftOut.push({ target: entry.name, variable: found.variable });
      // What stands there may be the secret itself.
      const variable = isPlainName(found.variable) ? ` ${found.variable},` : "";
      notes.push(`${entry.name} is left out: the variable${variable} named in ${file} is not set.`);
    } else {
      result.credentials.set(entry.name, found.secrets);
      result.recipients.push(recipientOf(target, source, found.secrets));
      notes.push(...found.notes);
    }
  }
  result.deploymentFilter = selectDeployments(flags.deployment, result.targets, roleOf);
  notes.push(...result.targets.flatMap(unknownRoles));
  return result;
}

function targetOf(entry: TargetEntry, auth: AuthKind[], roleOf: (name: string) => Role, trusted: string[]): Target {
  return {
    name: entry.name,
    ...(entry.label === undefined ? {} : { label: entry.label }),
    ...(entry.provider === undefined ? {} : { provider: entry.provider }),
    endpoint: entry.endpoint,
    hosts: hostsOf(entry.endpoint, entry.hosts ?? {}),
    ...trustedOf([...(entry["trust-origins"] ?? []), ...trusted]),
    region: entry.region ?? null,
    resourceId: entry.resourceId ?? null,
    subscription: entry.subscription ?? null,
    kind: entry.kind ?? null,
    auth,
    deployments: entry.deployments.map((d) =>
      deploymentOf(
        { name: d.name, model: d.model ?? null, version: d.version ?? null, sku: d.sku ?? null, role: d.role ?? null },
        roleOf,
      ),
    ),
  };
}

function trustedOrigin(text: string): string {
  const reading = readEndpoint(text);
  if (reading.kind === "refused") throw new UsageError(`--trust-origin: ${reading.why}.`);
  return reading.origin;
}

function trustedOf(origins: string[]): Pick<Target, "trusted"> {
  return origins.length === 0 ? {} : { trusted: [...new Set(origins)] };
}

/** Against a loopback endpoint every host is the endpoint. */
function hostsOf(endpoint: string, named: Partial<Record<ExtraHost, string | undefined>>): Target["hosts"] {
  if (isLoopback(new URL(endpoint).hostname)) return { webrtc: endpoint, "voice-live": endpoint };
  const { webrtc, "voice-live": voiceLive } = named;
  return {
    ...(webrtc === undefined ? {} : { webrtc }),
    ...(voiceLive === undefined ? {} : { "voice-live": voiceLive }),
  };
}

function ignoredVariables(file: string, environment: VariableReader): string[] {
  return [VARIABLES.endpoint, VARIABLES.deployment]
    .filter((name) => (environment.get(name) ?? "") !== "")
    .map((name) => `${name} is not used: the targets in ${file} win.`);
}

function unknownRoles(target: Target): string[] {
  return target.deployments
    .filter(({ role }) => role === "unknown")
    .map(
      ({ name }) =>
        `${target.name}: the role of ${name} is not known, so no cell of it is required; name it with ${name}=ROLE or \`role:\`.`,
    );
}

/** A name for cell ids: the resource's name, or `loopback`, which stays the same whatever the port. */
function nameOf(origin: string, loopback: boolean): string {
  if (loopback) return "loopback";
  const { hostname } = new URL(origin);
  const label = /^[\d.]+$|^\[/.test(hostname) ? hostname.replace(/[^0-9a-f]+/gi, "-") : (hostname.split(".")[0] ?? "");
  return label.replace(/^-+|-+$/g, "") || "target";
}
