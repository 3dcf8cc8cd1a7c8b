import { isPlainName } from "../../model/name-form.ts";
import type { Role } from "../../model/role.ts";
import type { ExtraHost, Target } from "../../model/target.ts";
import type { Vault } from "../../redaction/secret.ts";
import type { TargetCredentials } from "../../run/index.ts";
import type { Network } from "../../wire/network.ts";
import { UsageError } from "../usage-error.ts";
import { readCredentialFlags } from "./credential-flags.ts";
import { deploymentOf } from "./deployment-text.ts";
import { applyDeployments, deploymentTexts } from "./deployments.ts";
import { isLoopback, readEndpoint } from "./endpoint.ts";
import type { Configuration } from "./file.ts";
import { type CredentialOutcome, type CredentialSource, fetchCredentials } from "./keyring.ts";
import { findNearMisses, type NearMisses } from "./near-miss.ts";
import type { PlanFlags } from "./plan-flags.ts";
import { type Recipient, recipientOf } from "./recipient.ts";
import type { ConfigurationFile, TargetEntry } from "./schema.ts";
import { placeInWords } from "./secret-place.ts";
import { isSelected, readSelection } from "./selection.ts";
import { nameOfOrigin } from "./target-name.ts";
import { noteTargetUri, readTargetUri } from "./target-uri.ts";
import { type Environment, VARIABLES, type VariableReader } from "./variables.ts";

/** The targets, and their credentials. */
export interface Targets {
  targets: Target[];
  /** Targets of the file that --target and --region exclude. No credential of theirs is read. */
  unselected: Target[];
  /** Roles that select among the deployments. Empty: all of them. */
  roles: Role[];
  credentials: Map<string, TargetCredentials>;
  /** Who will get which credential, one for each target that has one. */
  recipients: Recipient[];
  /** Targets without a credential: their cells are skipped. */
  leftOut: string[];
  /** Globs that select among the deployments; empty: all of them. */
  deploymentFilter: string[];
  /** The api-version of a pasted Target URI. Null if there is none. */
  apiVersion: string | null;
  notes: string[];
  /** A sentence for each target without a credential. */
  warnings: string[];
}

interface TargetSources {
  flags: PlanFlags;
  /** The configuration and the name of its file; null if there is none. */
  file: Pick<Configuration, "name" | "content"> | null;
  environment: VariableReader & Partial<Pick<Environment, "sourceOf">>;
  /** The models catalogue: the role of a model or deployment by its name. */
  roleOf: (name: string) => Role;
  vault: Vault;
  /** False: a single target may have no deployment. Absent: it must have one. */
  needsDeployment?: boolean;
  /** How to connect to the hosts of a target, once that is known. Absent: directly. */
  networkOf?(target: string): Network;
}

/**
 * Finds the targets: `--endpoint` before the configuration file before the environment.
 * @throws UsageError if there is no target, or one cannot be used
 */
export function resolveTargets(sources: TargetSources): Targets {
  const { flags, file, environment } = sources;
  if (flags.endpoint === undefined && file !== null) return targetsOfFile(file.name, file.content, sources);
  const nearMisses = findNearMisses(environment);
  const variable = nearMisses.variableFor(VARIABLES.endpoint);
  const fromEnvironment = environment.get(variable) || undefined;
  const notes = [...nearMisses.notes];
  if (flags.endpoint !== undefined && file !== null) {
    notes.push(`--endpoint overrides the targets in ${file.name}.`);
  }
  if (flags.endpoint !== undefined && fromEnvironment !== undefined && flags.endpoint !== fromEnvironment) {
    notes.push(`--endpoint overrides ${variable}.`);
  }
  const { variableFor } = nearMisses;
  if (flags.endpoint !== undefined) return singleTarget("--endpoint", flags.endpoint, sources, variableFor, notes);
  if (fromEnvironment !== undefined) return singleTarget(variable, fromEnvironment, sources, variableFor, notes);
  throw new UsageError(
    `No target configured. Set ${VARIABLES.endpoint} or pass --config (\`aoai-probe init\` writes a file for it). Add --emulate to use the built-in emulator.`,
  );
}

function singleTarget(
  from: string,
  text: string,
  sources: TargetSources,
  variableFor: NearMisses["variableFor"],
  notes: string[],
): Targets {
  const { environment, vault, networkOf = () => ({}) } = sources;
  const reading = readTargetUri(text);
  if (reading.kind === "refused") throw new UsageError(`${from}: ${reading.why}.`);
  const read = noteTargetUri(from, reading);
  if (read !== null) notes.push(read);
  const name = nameOfOrigin(reading.origin, reading.loopback);
  const given = deploymentTexts(sources.flags.deployment, environment, notes, variableFor(VARIABLES.deployment));
  const texts =
    given.texts.length === 0 && reading.deployment !== null ? { source: from, texts: [reading.deployment] } : given;
  if (texts.texts.length === 0 && sources.needsDeployment !== false) {
    throw new UsageError(`No deployment configured. Set ${VARIABLES.deployment} or add --deployment NAME.`);
  }
  const source = chosenSource(sources.flags, {
    key: { env: variableFor(VARIABLES.key) },
    token: { env: VARIABLES.token },
    endpoint: reading.origin,
  });
  const found = fetchCredentials(name, source, environment, vault, () => networkOf(name));
  const leftOut = `Target ${name} is skipped because it has no credential. Set ${VARIABLES.key} or ${VARIABLES.token}, or add --auth entra.`;
  const target: Target = {
    name,
    endpoint: reading.origin,
    ...(reading.basePath === null ? {} : { basePath: reading.basePath }),
    hosts: hostsOf(reading.origin, {}, reading.basePath ?? undefined),
    ...trustedOf(sources.flags["trust-origin"].map(trustedOrigin)),
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    ...authOf(found, source),
    deployments: [],
  };
  const deploymentFilter = applyDeployments(texts, [target], sources.roleOf);
  if (target.deployments.length === 0 && texts.texts.length > 0) {
    throw new UsageError(`${texts.source}: a pattern selects no deployment here. Name each deployment.`);
  }
  const { role: roles } = readSelection(sources.flags, [target]);
  return {
    targets: [target],
    unselected: [],
    roles,
    ...(found.kind === "unset"
      ? { credentials: new Map(), recipients: [], leftOut: [name] }
      : {
          credentials: new Map([[name, found.credentials]]),
          recipients: [recipientOf(target, source)],
          leftOut: [],
        }),
    deploymentFilter,
    apiVersion: reading.apiVersion,
    notes: [...notes, ...(found.kind === "unset" ? [] : found.notes), ...unknownRoles(target)],
    warnings: found.kind === "unset" ? [leftOut] : [],
  };
}

function targetsOfFile(file: string, content: ConfigurationFile, sources: TargetSources): Targets {
  const { environment, vault, roleOf, flags, networkOf = () => ({}) } = sources;
  const notes = ignoredVariables(file, environment);
  const selected = readSelection(flags, content.targets.map(placeOf));
  const result: Targets = {
    targets: [],
    unselected: [],
    roles: selected.role,
    credentials: new Map(),
    recipients: [],
    leftOut: [],
    deploymentFilter: [],
    apiVersion: null,
    notes,
    warnings: [],
  };
  const trusted = flags["trust-origin"].map(trustedOrigin);
  const entries = content.targets.filter((entry) => isSelected(placeOf(entry), selected));
  if (readCredentialFlags(flags).keyFile !== null && entries.length > 1) {
    throw new UsageError(
      `--key-file: ${file} has ${entries.length} targets, and the flag names none of them. Set \`key: { file: PATH }\` in the target.`,
    );
  }
  if (trusted.length > 0 && entries.length > 1) {
    throw new UsageError(
      `--trust-origin: ${file} has ${entries.length} targets, and the flag names none of them. Set \`trust-origins:\` in the target.`,
    );
  }
  for (const entry of content.targets) {
    if (!entries.includes(entry)) result.unselected.push(targetOf(entry, { auth: [] }, roleOf, []));
  }
  for (const entry of entries) {
    const source = chosenSource(flags, entry);
    const found = fetchCredentials(`${file}: target ${entry.name}`, source, environment, vault, () =>
      networkOf(entry.name),
    );
    const target = targetOf(entry, authOf(found, source), roleOf, trusted);
    result.targets.push(target);
    if (found.kind === "unset") {
      result.leftOut.push(entry.name);
      // Somebody may have written the secret itself instead of its variable.
      const { place } = found;
      const isShown = place !== null && (!("env" in place) || isPlainName(place.env));
      const missing = place === null ? "`key:`" : isShown ? placeInWords(place) : "its variable";
      result.warnings.push(
        `Target ${entry.name} is skipped because it has no credential. Set ${missing}, see ${file}.`,
      );
    } else {
      result.credentials.set(entry.name, found.credentials);
      result.recipients.push(recipientOf(target, source));
      notes.push(...found.notes);
    }
  }
  result.deploymentFilter = applyDeployments(
    { source: "--deployment", texts: flags.deployment },
    result.targets,
    roleOf,
  );
  notes.push(...result.targets.flatMap(unknownRoles));
  return result;
}

/** How a target authenticates: the flags before the file. */
function chosenSource(flags: PlanFlags, entry: StatedCredentials): CredentialSource {
  const { auth, keyFile, credential, scopes } = readCredentialFlags(flags);
  return {
    key: keyFile === null ? (entry.key ?? null) : { file: keyFile },
    token: entry.token ?? null,
    auth: auth ?? (entry.auth === undefined ? null : [...new Set(entry.auth)]),
    credential: credential ?? entry.entra?.credential ?? null,
    scopes: scopes.length > 0 ? scopes : [...new Set(entry.entra?.scopes)],
    endpoint: entry.endpoint,
    ...(entry.headers === undefined ? {} : { headers: entry.headers }),
    ...(entry.provider === undefined ? {} : { provider: entry.provider }),
  };
}

type StatedCredentials = Pick<TargetEntry, "endpoint"> &
  Partial<Pick<TargetEntry, "key" | "token" | "headers" | "auth" | "entra" | "provider">>;

function authOf(found: CredentialOutcome, { scopes }: CredentialSource): Pick<Target, "auth" | "entra"> {
  const { auth } = found;
  if (found.kind === "unset" || found.entra === null) return { auth };
  return { auth, entra: { credential: found.entra, ...(scopes.length === 0 ? {} : { scopes }) } };
}

function targetOf(
  entry: TargetEntry,
  auth: Pick<Target, "auth" | "entra">,
  roleOf: (name: string) => Role,
  trusted: string[],
): Target {
  return {
    name: entry.name,
    ...(entry.label === undefined ? {} : { label: entry.label }),
    ...(entry.provider === undefined ? {} : { provider: entry.provider }),
    endpoint: entry.endpoint,
    ...(entry.basePath === undefined ? {} : { basePath: entry.basePath }),
    ...(entry.headers === undefined ? {} : { headers: Object.keys(entry.headers) }),
    hosts: hostsOf(entry.endpoint, entry.hosts ?? {}, entry.basePath),
    ...trustedOf([...(entry["trust-origins"] ?? []), ...trusted]),
    region: entry.region ?? null,
    resourceId: entry.resourceId ?? null,
    subscription: entry.subscription ?? null,
    kind: entry.kind ?? null,
    ...auth,
    ...(entry.optional === true ? { optional: true } : {}),
    deployments: entry.deployments.map((d) =>
      deploymentOf(
        {
          name: d.name,
          model: d.model ?? null,
          version: d.version ?? null,
          sku: d.sku ?? null,
          role: d.role ?? null,
          probe: d.probe,
          arm: d.arm,
        },
        roleOf,
      ),
    ),
  };
}

function placeOf({ name, region }: TargetEntry): Pick<Target, "name" | "region"> {
  return { name, region: region ?? null };
}

function trustedOrigin(text: string): string {
  const reading = readEndpoint(text);
  if (reading.kind === "refused") throw new UsageError(`--trust-origin: ${reading.why}.`);
  return reading.origin;
}

function trustedOf(origins: string[]): Pick<Target, "trusted"> {
  return origins.length === 0 ? {} : { trusted: [...new Set(origins)] };
}

/** Against a loopback endpoint every host is the endpoint, unless it has a base path, which other hosts do not have. */
function hostsOf(
  endpoint: string,
  named: Partial<Record<ExtraHost, string | undefined>>,
  basePath: string | undefined,
): Target["hosts"] {
  if (isLoopback(new URL(endpoint).hostname) && basePath === undefined)
    return { webrtc: endpoint, "voice-live": endpoint };
  const { webrtc, "voice-live": voiceLive } = named;
  return {
    ...(webrtc === undefined ? {} : { webrtc }),
    ...(voiceLive === undefined ? {} : { "voice-live": voiceLive }),
  };
}

function ignoredVariables(file: string, environment: VariableReader): string[] {
  return [VARIABLES.endpoint, VARIABLES.deployment]
    .filter((name) => (environment.get(name) ?? "") !== "")
    .map((name) => `${name} is ignored because ${file} defines the targets.`);
}

function unknownRoles(target: Target): string[] {
  return target.deployments
    .filter(({ role }) => role === "unknown")
    .map(
      ({ name }) =>
        `${target.name}: the role of deployment ${name} is unknown, so its results do not affect the exit code. Set ${name}=ROLE or \`role:\`.`,
    );
}
