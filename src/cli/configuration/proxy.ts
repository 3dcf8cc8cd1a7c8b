import type { Target } from "../../model/target.ts";
import type { Vault } from "../../redaction/secret.ts";
import { type Proxies, proxyFor, type WebProxy } from "../../wire/proxy.ts";
import { readProxyRules } from "../../wire/proxy-rule.ts";
import { UsageError } from "../usage-error.ts";
import type { VariableReader } from "./variables.ts";

/** The proxies that the environment names, and one sentence for each that counts. */
interface ProxySettings {
  proxies: Proxies;
  notes: string[];
}

const EXAMPLE = "http://proxy.example:8080";
/** A shorter one is redacted only together with its user name: alone it would be found in any text. */
const SHORTEST_PART = 4;

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, each in either case, the lower case first as in curl.
 * @throws UsageError where a value is no proxy's URL; the value is never repeated
 */
export function readProxies(environment: VariableReader, targets: Target[], vault: Vault): ProxySettings {
  const https = proxyOf("HTTPS_PROXY", environment, vault);
  const http = proxyOf("HTTP_PROXY", environment, vault);
  const no = variable("NO_PROXY", environment);
  const proxies: Proxies = { https: https.proxy, http: http.proxy, except: readProxyRules(no.value) };
  return { proxies, notes: [...https.notes, ...http.notes, ...no.notes, ...uses(targets, proxies)] };
}

interface Variable {
  value: string;
  notes: string[];
}

function variable(name: string, environment: VariableReader): Variable {
  const lower = environment.get(name.toLowerCase()) ?? "";
  const upper = environment.get(name) ?? "";
  if (lower === "") return { value: upper, notes: [] };
  const differ = upper !== "" && upper !== lower;
  return {
    value: lower,
    notes: differ ? [`${name.toLowerCase()} and ${name} are both set and differ: the former wins.`] : [],
  };
}

function proxyOf(name: string, environment: VariableReader, vault: Vault): { proxy: WebProxy | null; notes: string[] } {
  const { value, notes } = variable(name, environment);
  return { proxy: value.trim() === "" ? null : readProxy(name, value.trim(), vault), notes };
}

/** The origin of a proxy as somebody wrote it, without its credential; words if it has none. */
export function proxyOriginOf(value: string): string {
  const url = proxyUrl(value.trim());
  // A slash within the user's name or password makes the URL's host a piece of it.
  return url === null || /@/.test(url.pathname) ? "(not a URL)" : `${url.protocol}//${url.host}`;
}

function proxyUrl(value: string): URL | null {
  // A proxy without a scheme is common; the URL parser would take its name for one.
  const text = value.includes("://") ? value : `http://${value}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function readProxy(name: string, value: string, vault: Vault): WebProxy {
  const url = proxyUrl(value);
  if (url === null) throw new UsageError(`${name}: is not a proxy's URL; write it as ${EXAMPLE}.`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UsageError(`${name}: names a proxy that is neither http:// nor https://; only those make tunnels here.`);
  }
  if (url.hostname === "" || url.port === "0") throw new UsageError(`${name}: names no host; write ${EXAMPLE}.`);
  // A slash ends the host for a URL's reader: before it stands a piece of the user's name or password.
  if (/@/.test(`${url.pathname}${url.search}${url.hash}`)) {
    throw new UsageError(`${name}: has a user name or password with a "/", "?" or "#" in it; write these as %XX.`);
  }
  if (url.username === "" && url.password === "") return { origin: url.origin, credential: null };
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    for (const part of [user, password]) if (part.length >= SHORTEST_PART) vault.register(part, "proxy");
    return { origin: url.origin, credential: vault.register(`${user}:${password}`, "proxy") };
  } catch {
    throw new UsageError(`${name}: has a user name or password with a broken escape; write special characters as %XX.`);
  }
}

/** Which targets are asked through which proxy: an operator who forgot the variable sees it before anything is sent. */
function uses(targets: Target[], proxies: Proxies): string[] {
  return targets.flatMap(({ name, endpoint }) => {
    const proxy = proxyFor(new URL(endpoint), proxies);
    return proxy === null ? [] : [`${name} is asked through the proxy ${proxy.origin}.`];
  });
}
