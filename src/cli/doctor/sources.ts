import { existsSync } from "node:fs";
import type { CREDENTIAL_FLAGS } from "../configuration/credential-flags.ts";
import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { readEnvironment } from "../configuration/environment.ts";
import { readConfigurationFile } from "../configuration/file.ts";
import { findNearMisses } from "../configuration/near-miss.ts";
import { NETWORK_SETTINGS, type NetworkSettingName } from "../configuration/network-settings.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import type { ConfigurationFile } from "../configuration/schema.ts";
import { placeInWords } from "../configuration/secret-place.ts";
import { type Environment, PROXY_VARIABLES, VARIABLES } from "../configuration/variables.ts";
import { UsageError } from "../usage-error.ts";

/** A setting and the flag, variable or file that it comes from. It has no value. */
export interface SettingSource {
  setting: string;
  from: string;
}

/**
 * Lists the source of each setting. It reads the same sources as a run, also if a run would refuse them, and leaves out
 * those that cannot be read.
 */
export function listSources(flags: PlanFlags, variables: Record<string, string | undefined>): SettingSource[] {
  if (flags.emulate !== undefined) return [{ setting: "targets", from: "--emulate" }];
  const environment = orNull(() => readEnvironment(variables, flags.dotenv ?? null, process.cwd()));
  if (environment === null) return [];
  const file = flags.config ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : null);
  const content = file === null ? null : (orNull(() => readConfigurationFile(file))?.content ?? null);
  const own =
    flags.endpoint === undefined && file !== null
      ? [{ setting: "targets", from: file }, ...sourcesOfTargets(content, environment)]
      : sourcesOfVariables(flags, environment);
  return [...own, ...sourcesOfCredentialFlags(flags), ...sourcesOfNetwork(flags, file, content, environment)];
}

/** Flags that say how to authenticate. They override the file and the variables. */
function sourcesOfCredentialFlags(flags: PlanFlags): SettingSource[] {
  const names: (keyof typeof CREDENTIAL_FLAGS)[] = ["auth", "key-file", "entra-credential", "entra-scope"];
  return names
    .filter((name) => [flags[name] ?? []].flat().length > 0)
    .map((name) => ({ setting: name === "key-file" ? "key" : name, from: `--${name}` }));
}

/** The settings of the connections: flags before the file before the variables of proxies. */
function sourcesOfNetwork(
  flags: PlanFlags,
  file: string | null,
  content: ConfigurationFile | null,
  environment: Environment,
): SettingSource[] {
  const levels: [from: (name: string) => string, values: Record<string, unknown>[]][] = [
    [(name) => `--${name}`, [flags]],
    [() => file ?? "", content === null ? [] : [...content.targets, content]],
  ];
  const given = NETWORK_SETTINGS.flatMap((name): SettingSource[] => {
    const level = levels.find(([, values]) => values.some((one) => [one[name] ?? false].flat().some(Boolean)));
    return level === undefined ? [] : [{ setting: name, from: level[0](name) }];
  });
  const isGiven = (name: NetworkSettingName) => given.some(({ setting }) => setting === name);
  const proxies = PROXY_VARIABLES.filter((name) => !isGiven(name === "NO_PROXY" ? "noproxy" : "proxy"))
    .map((name) => [name.toLowerCase(), name].find((one) => (environment.get(one) ?? "") !== ""))
    .filter((name) => name !== undefined)
    .map((name) => ({
      setting: name.toUpperCase() === "NO_PROXY" ? "noproxy" : "proxy",
      from: placeOf(name, environment),
    }));
  return [...given, ...proxies];
}

function sourcesOfTargets(content: ConfigurationFile | null, environment: Environment): SettingSource[] {
  const named = (content?.targets ?? []).flatMap(({ key, token, headers }) =>
    Object.entries({ key, token, ...headers }).flatMap(([setting, place]) => {
      if (place === undefined) return [];
      return { setting, from: "env" in place ? placeOf(place.env, environment) : placeInWords(place) };
    }),
  );
  return [...new Map(named.map((one) => [one.from, one])).values()];
}

function sourcesOfVariables(flags: PlanFlags, environment: Environment): SettingSource[] {
  const nearMisses = orNull(() => findNearMisses(environment));
  const ofVariable = (setting: keyof typeof VARIABLES): SettingSource[] => {
    const name = nearMisses?.variableFor(VARIABLES[setting]) ?? VARIABLES[setting];
    return (environment.get(name) ?? "") === "" ? [] : [{ setting, from: placeOf(name, environment) }];
  };
  return [
    ...(flags.endpoint === undefined ? ofVariable("endpoint") : [{ setting: "endpoint", from: "--endpoint" }]),
    ...(flags.deployment.length === 0 ? ofVariable("deployment") : [{ setting: "deployment", from: "--deployment" }]),
    ...ofVariable("key"),
    ...ofVariable("token"),
    ...ofVariable("apiVersion"),
  ];
}

/** `NAME`, or `NAME in .env`. */
function placeOf(name: string, environment: Environment): string {
  const source = environment.sourceOf(name);
  if (source === null) return `${name}, which is not set`;
  return source === "environment" ? name : `${name} in ${environment.file?.name}`;
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
