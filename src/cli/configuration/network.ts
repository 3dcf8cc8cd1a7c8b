import { readFileSync, statSync } from "node:fs";
import type { Target } from "../../model/target.ts";
import type { Vault } from "../../redaction/secret.ts";
import type { Network } from "../../wire/network.ts";
import { type Proxies, proxyFor } from "../../wire/proxy.ts";
import { readProxyRules } from "../../wire/proxy-rule.ts";
import { ClientTls, PemError } from "../../wire/tls.ts";
import { UsageError } from "../usage-error.ts";
import type { Configuration } from "./file.ts";
import { NETWORK_SETTINGS, type NetworkSettingName } from "./network-settings.ts";
import { dotted } from "./problem.ts";
import { readGivenProxy, readProxies } from "./proxy.ts";
import type { ConfigurationFile } from "./schema.ts";
import type { GivenValue, Settings } from "./settings.ts";
import type { VariableReader } from "./variables.ts";

/** How to connect to each target, by its name, and sentences for the operator. */
interface Networks {
  networks: Map<string, Network>;
  notes: string[];
}

interface NetworkSources {
  /** Flags as typed. A flag decides for every target. */
  flags: Record<string, unknown>;
  /** The merged settings of the run. */
  settings: Settings;
  /** Null if there is no configuration file. */
  file: (Pick<Configuration, "name" | "content"> & Partial<Pick<Configuration, "placeOf">>) | null;
  environment: VariableReader;
  targets: Pick<Target, "name" | "endpoint" | "aliasOf">[];
  vault: Vault;
}

/** A setting and its source: the flag, or the file with the key. */
type Given = { [N in NetworkSettingName]?: { value: GivenValue<N>; source: string } };

const LARGEST_PEM = 1 << 20;

/**
 * Reads how to connect to each target. A flag overrides the target's own key, which overrides the key of the whole file,
 * which overrides the variables of proxies.
 * @throws UsageError naming the flag, the key or the variable, and never the content of a file
 */
export function resolveNetworks({ flags, settings, file, environment, targets, vault }: NetworkSources): Networks {
  const ofVariables = readProxies(environment, vault);
  const parsed = new Map<string, ClientTls>();
  const networks = new Map<string, Network>();
  for (const { name, aliasOf } of targets) {
    const given = givenFor(aliasOf ?? name, flags, settings, file);
    networks.set(name, networkOf(given, ofVariables.proxies, tlsOf(given, parsed)));
  }
  return { networks, notes: [...ofVariables.notes, ...targets.flatMap((target) => proxyNote(target, networks))] };
}

function networkOf(given: Given, ofVariables: Proxies, tls: ClientTls | null): Network {
  const { proxy, noproxy, ipv4, ipv6, resolve, "connect-timeout": connect } = given;
  const own = proxy === undefined ? null : readGivenProxy(proxy.source, proxy.value, ofVariables);
  return {
    proxies: {
      ...(own === null ? ofVariables : { https: own, http: own }),
      except: noproxy === undefined ? ofVariables.except : readProxyRules(noproxy.value),
    },
    ...(tls === null ? {} : { tls }),
    ...(ipv4?.value === true ? { family: 4 } : ipv6?.value === true ? { family: 6 } : {}),
    ...(resolve === undefined ? {} : { resolve: resolve.value }),
    ...(connect === undefined ? {} : { connectMs: connect.value }),
  };
}

/** The settings of one target. If a level has one of the two families, the other levels have no say about them. */
function givenFor(
  target: string,
  flags: NetworkSources["flags"],
  settings: Settings,
  file: NetworkSources["file"],
): Given {
  const content: ConfigurationFile | undefined = file?.content;
  const index = content?.targets.findIndex(({ name }) => name === target) ?? -1;
  const entry = content?.targets[index];
  const levels: { values: Record<string, unknown>; source(name: string): string }[] = [
    { values: ofFlags(flags, settings), source: (name) => `--${name}` },
    ...(entry === undefined ? [] : [{ values: entry, source: placesIn(file, ["targets", index]) }]),
    ...(content === undefined ? [] : [{ values: content, source: placesIn(file, []) }]),
  ];
  const family = levels.find(({ values }) => values.ipv4 === true || values.ipv6 === true);
  if (family?.values.ipv4 === true && family.values.ipv6 === true) {
    throw new UsageError(`${family.source("ipv4")}: excludes ipv6. Set one of the two.`);
  }
  return Object.fromEntries(
    NETWORK_SETTINGS.flatMap((name) => {
      const level =
        name === "ipv4" || name === "ipv6" ? family : levels.find(({ values }) => values[name] !== undefined);
      return level?.values[name] === undefined
        ? []
        : [[name, { value: level.values[name], source: level.source(name) }]];
    }),
  );
}

/** The merged value of each setting that is given as a flag. */
function ofFlags(flags: NetworkSources["flags"], settings: Settings): Record<string, unknown> {
  const given = NETWORK_SETTINGS.filter((name) => {
    const value = flags[name];
    return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
  return Object.fromEntries(given.map((name) => [name, settings[name]]));
}

function placesIn(file: NetworkSources["file"], above: (string | number)[]): (name: string) => string {
  return (name) => {
    const path = [...above, name];
    const place = file?.placeOf?.(path);
    return `${file?.name}${place === undefined ? "" : `:${place.line}:${place.col}`}: ${dotted(path)}`;
  };
}

function tlsOf({ cacert, cert, "cert-key": key }: Given, parsed: Map<string, ClientTls>): ClientTls | null {
  if (cacert === undefined && cert === undefined && key === undefined) return null;
  const id = JSON.stringify([cacert?.value, cert?.value, key?.value]);
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const sources = { trust: cacert, cert, key };
  try {
    const tls = new ClientTls({ trust: readPem(cacert), cert: readPem(cert), key: readPem(key) });
    parsed.set(id, tls);
    return tls;
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    const of = sources[error.of];
    throw new UsageError(`${of?.source}: ${of?.value} ${error.message}.`);
  }
}

function readPem(given: { value: string; source: string } | undefined): string | null {
  if (given === undefined) return null;
  const { value, source } = given;
  const stat = statSync(value, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${source}: ${value} does not exist. Name a PEM file.`);
  if (!stat.isFile() || stat.size > LARGEST_PEM) {
    throw new UsageError(`${source}: ${value} is not a PEM file of at most 1 MiB.`);
  }
  try {
    return readFileSync(value, "latin1");
  } catch {
    throw new UsageError(`${source}: ${value} cannot be read. Check its permissions.`);
  }
}

/** An operator who forgot a proxy variable sees it before anything is sent. */
function proxyNote({ name, endpoint }: NetworkSources["targets"][number], networks: Map<string, Network>): string[] {
  const proxy = proxyFor(new URL(endpoint), networks.get(name)?.proxies);
  return proxy === null ? [] : [`${name} is reached through the proxy ${proxy.origin}.`];
}
