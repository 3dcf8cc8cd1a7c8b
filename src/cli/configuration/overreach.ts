import { audienceOf, audiencesOf } from "../../entra/scope.ts";
import { isPlainName } from "../../model/name-form.ts";
import { PAID_WITHOUT_QUESTION } from "../plan/paid-limit.ts";
import { joinWithAnd } from "../text/word-list.ts";
import type { Configuration } from "./file.ts";
import { findNearMisses } from "./near-miss.ts";
import { NETWORK_SETTINGS, type NetworkSettingName } from "./network-settings.ts";
import type { PlanFlags } from "./plan-flags.ts";
import { dotted } from "./problem.ts";
import { proxyOriginOf } from "./proxy.ts";
import type { ConfigurationFile, TargetEntry } from "./schema.ts";
import type { SecretPlace } from "./secret-place.ts";
import { readTargetUri } from "./target-uri.ts";
import { type Environment, PROXY_VARIABLES, VARIABLES } from "./variables.ts";

/*
 * A file that was found in the working directory may come from a stranger: `git clone`, `cd`, `aoai-probe run`. It must
 * not decide to which host the key goes, which variable is sent, which files are read or what is paid for. An entry that does is
 * an overreach. It needs the name of the file on the command line, or a yes on a terminal.
 *
 * Every other key of the configuration is harmless: it names, describes, limits, or selects built-in probes.
 * NODE_EXTRA_CA_CERTS in a found .env has no effect, because only Node reads it, from the real environment.
 */

/** One entry of a found file that needs consent. */
export interface Overreach {
  /** The file that was found. */
  file: string;
  /** The flag that names it. */
  flag: string;
  /** A sentence that begins with file, line and key. It has hosts and names of variables, but no secret. */
  text: string;
}

/** The sources of a run, which may be files that nobody named. */
interface Sources {
  flags: PlanFlags;
  /** null if there is no configuration file. */
  file: Configuration | null;
  environment: Environment;
}

type Path = (string | number)[];
type At = (path: Path, text: string) => Overreach;

/** The keys of a target that hold a secret. */
const SECRETS = ["key", "token"] as const;

/** Variables that a found configuration may send, and only to the endpoint that the environment names. */
const OWN_VARIABLE = /^(AZURE_OPENAI|OPENAI)_[A-Z0-9_]+$/;

/** The entries of found files that need consent. A file that the operator named needs none. */
export function overreachesOf({ flags, file, environment }: Sources): Overreach[] {
  return [
    ...(file?.found === true ? overreachesOfConfiguration(file, flags, environment) : []),
    ...(environment.file?.found === true
      ? overreachesOfDotenv(flags.endpoint === undefined && !file, environment)
      : []),
  ];
}

function overreachesOfConfiguration(file: Configuration, flags: PlanFlags, environment: Environment): Overreach[] {
  const { content, name } = file;
  const at: At = (path, text) => {
    const { line, col } = file.placeOf(path);
    return { file: name, flag: `-c ${name}`, text: `${name}:${line}:${col}: ${dotted(path)} ${text}` };
  };
  const targets = flags.endpoint === undefined ? content.targets : [];
  const hosts = joinWithAnd(flags.endpoint === undefined ? targets.map((one) => one.endpoint) : [flags.endpoint]);
  const sent = joinWithAnd(
    flags.endpoint === undefined
      ? [...new Set(targets.flatMap((one) => credentialsOf(one, environment)))]
      : [credentialOf(environment) ?? VARIABLES.key],
  );
  const { probes, "redirect-credential": redirectCredential, "max-paid": maxPaid } = content;
  return [
    ...targets.flatMap((entry, index) => overreachesOfTarget(entry, ["targets", index], { flags, environment }, at)),
    ...(probes === undefined || flags.probes !== undefined
      ? []
      : [at(["probes"], `would send the probes and samples in ${probes} to ${hosts} with ${sent}.`)]),
    ...(redirectCredential !== "both" || flags["redirect-credential"] !== undefined
      ? []
      : [at(["redirect-credential"], `would put ${sent} into URLs of ${hosts}.`)]),
    ...(maxPaid === undefined || maxPaid <= PAID_WITHOUT_QUESTION || flags["max-paid"] !== undefined
      ? []
      : [at(["max-paid"], `would run ${maxPaid} billable cells without confirmation.`)]),
    ...(content.hosts !== "all" || flags.hosts !== undefined
      ? []
      : [at(["hosts"], `would send ${sent} to further hosts of ${hosts}.`)]),
    ...overreachesOfNetwork(content, [], flags, at),
  ];
}

function overreachesOfTarget(
  entry: TargetEntry,
  path: Path,
  { flags, environment }: Pick<Sources, "flags" | "environment">,
  at: At,
): Overreach[] {
  const chosen = chosenOrigin(environment);
  const sent = joinWithAnd(credentialsOf(entry, environment));
  const because =
    chosen === null
      ? `but the environment names no endpoint (${VARIABLES.endpoint}).`
      : `which is not the endpoint in ${VARIABLES.endpoint}.`;
  const strange = originsOf(entry).filter(([, origin]) => origin !== chosen);
  // Anything that reads this header sees the value, so its variable always needs consent.
  const foreign = variablesOf(entry).filter(([[kind], variable]) => kind === "headers" || !OWN_VARIABLE.test(variable));
  return [
    ...strange.map(([key, origin]) => at([...path, ...key], `would send ${sent} to ${origin}, ${because}`)),
    ...overreachesOfBasePath(entry, path, environment, at),
    ...overreachesOfNetwork(entry, path, flags, at),
    ...foreign.map(([key, variable]) => {
      const [kind, name] = key;
      const what = `would send ${shown(variable, environment)} to ${entry.endpoint}`;
      return kind === "headers"
        ? at([...path, ...key, "env"], `${what} in the header ${name}.`)
        : at([...path, ...key, "env"], `${what}. Only AZURE_OPENAI_* and OPENAI_* may be used here.`);
    }),
    ...filesOf(entry).map(([key, file]) =>
      at([...path, ...key, "file"], `would send the content of ${file} to ${entry.endpoint}.`),
    ),
    ...(entry.auth ?? []).flatMap((kind, index) =>
      kind === "key-query" ? [at([...path, "auth", index], `would put ${sent} into URLs of ${entry.endpoint}.`)] : [],
    ),
    ...(entry.entra?.scopes ?? []).flatMap((scope, index) =>
      audiencesOf(entry.endpoint).includes(audienceOf(scope))
        ? []
        : [at([...path, "entra", "scopes", index], `would send a token for ${scope} to ${entry.endpoint}.`)],
    ),
  ];
}

/** What each setting of the network does. Null: it can send nothing to anybody else. */
const NETWORK_OVERREACH: Record<NetworkSettingName, ((value: unknown) => string) | null> = {
  proxy: (value) => `would send all requests through the proxy ${proxyOriginOf(String(value))}.`,
  noproxy: () => "would choose the hosts that need no proxy.",
  cacert: (value) => `would trust every server with a certificate of the CAs in ${value}.`,
  cert: (value) => `would show the client certificate in ${value} to the servers.`,
  "cert-key": (value) => `would read the private key in ${value}.`,
  resolve: () => "would choose the addresses of hosts.",
  ipv4: null,
  ipv6: null,
  "connect-timeout": null,
};

function overreachesOfNetwork(
  content: Pick<ConfigurationFile, NetworkSettingName>,
  path: Path,
  flags: PlanFlags,
  at: At,
): Overreach[] {
  return NETWORK_SETTINGS.flatMap((name) => {
    const say = NETWORK_OVERREACH[name];
    const value = content[name];
    const isOverridden = [flags[name] ?? []].flat().length > 0;
    return say === null || value === undefined || isOverridden ? [] : [at([...path, name], say(value))];
  });
}

/** A gateway may serve the APIs of several owners under one origin, so another base path is another recipient. */
function overreachesOfBasePath({ endpoint, basePath }: TargetEntry, path: Path, environment: Environment, at: At) {
  const chosen = readTargetUri(environment.get(VARIABLES.endpoint) ?? "");
  if (basePath === undefined || (chosen.kind === "target" && chosen.basePath === basePath)) return [];
  return [
    at(
      [...path, "basePath"],
      `would send every request to ${endpoint}${basePath}, which is not in ${VARIABLES.endpoint}.`,
    ),
  ];
}

/** Every origin that gets the target's credential, with its key in the file. */
function originsOf({
  endpoint,
  hosts = {},
  "trust-origins": trusted = [],
}: TargetEntry): [key: Path, origin: string][] {
  return [
    [["endpoint"], endpoint],
    ...Object.entries(hosts).flatMap(([host, origin]): [Path, string][] =>
      origin === undefined ? [] : [[["hosts", host], origin]],
    ),
    ...trusted.map((origin, index): [Path, string] => [["trust-origins", index], origin]),
  ];
}

/** The credentials that a target sends, in words. */
function credentialsOf(entry: TargetEntry, environment: Environment): string[] {
  const isEntra = entry.auth?.includes("entra") === true || entry.entra !== undefined;
  return [
    ...variablesOf(entry).map(([, variable]) => shown(variable, environment)),
    ...filesOf(entry).map(([, file]) => `the content of ${file}`),
    ...(isEntra && entry.token === undefined ? ["an Entra token"] : []),
  ];
}

/** Every secret that a target sends, with its key in the file. */
function placesOf(entry: TargetEntry): [key: Path, place: SecretPlace][] {
  return [
    ...SECRETS.flatMap((kind): [Path, SecretPlace][] => {
      const place = entry[kind];
      return place === undefined ? [] : [[[kind], place]];
    }),
    ...Object.entries(entry.headers ?? {}).map(([name, place]): [Path, SecretPlace] => [["headers", name], place]),
  ];
}

function variablesOf(entry: TargetEntry): [key: Path, variable: string][] {
  return placesOf(entry).flatMap(([key, place]): [Path, string][] => ("env" in place ? [[key, place.env]] : []));
}

function filesOf(entry: TargetEntry): [key: Path, file: string][] {
  return placesOf(entry).flatMap(([key, place]): [Path, string][] => ("file" in place ? [[key, place.file]] : []));
}

/** @param isEndpointUsed whether the target is the one that AZURE_OPENAI_ENDPOINT names */
function overreachesOfDotenv(isEndpointUsed: boolean, environment: Environment): Overreach[] {
  const { file } = environment;
  if (file === null) return [];
  const at = (variable: string, text: string): Overreach => ({
    file: file.name,
    flag: `--dotenv ${file.name}`,
    text: `${file.name}:${file.lineOf(variable)}: '${variable}' ${text}`,
  });
  const valueInFile = (name: string) =>
    environment.sourceOf(name) === "found file" ? (environment.get(name) ?? "").trim() : "";
  const { variableFor } = findNearMisses(environment);
  const credential = credentialOf(environment, variableFor);
  // If the file itself has the credential, no other credential is sent.
  const isMoved = credential !== undefined && file.values[credential] !== environment.get(credential);
  const variable = variableFor(VARIABLES.endpoint);
  const endpoint = valueInFile(variable);
  return [
    ...(isEndpointUsed && endpoint !== "" && isMoved
      ? [at(variable, `would send ${credential} of the environment to ${originIn(endpoint) ?? "it"}.`)]
      : []),
    ...PROXY_VARIABLES.flatMap((setting) => [setting.toLowerCase(), setting])
      .filter((name) => valueInFile(name) !== "")
      .map((name) =>
        name.toUpperCase() === "NO_PROXY"
          ? at(name, "would choose the hosts that need no proxy.")
          : at(name, `would send all requests through the proxy ${proxyOriginOf(valueInFile(name))}.`),
      ),
  ];
}

/** The variable with the credential of a single target: the key before the token, as in the keyring. */
function credentialOf(
  environment: Environment,
  variableFor: (variable: string) => string = findNearMisses(environment).variableFor,
): string | undefined {
  return [variableFor(VARIABLES.key), VARIABLES.token].find((name) => (environment.get(name) ?? "") !== "");
}

/** The origin that the operator chose: that of the real environment, or of a file named with --dotenv. */
function chosenOrigin(environment: Environment): string | null {
  if (environment.sourceOf(VARIABLES.endpoint) === "found file") return null;
  return originIn(environment.get(VARIABLES.endpoint) ?? "");
}

function originIn(text: string): string | null {
  const reading = readTargetUri(text);
  return reading.kind === "target" ? reading.origin : null;
}

/** The name of a variable. If it is not set, it may be a secret that somebody wrote there by mistake. */
function shown(variable: string, environment: Environment): string {
  const isName = environment.sourceOf(variable) !== null || isPlainName(variable);
  return isName ? variable : "a variable whose name looks like a secret";
}
