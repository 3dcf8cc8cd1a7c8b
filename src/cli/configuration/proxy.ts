import { Vault } from "../../redaction/secret.ts";
import type { Proxies, WebProxy } from "../../wire/proxy.ts";
import { readProxyRules } from "../../wire/proxy-rule.ts";
import { UsageError } from "../usage-error.ts";
import type { VariableReader } from "./variables.ts";

/** The proxies of the environment, and a sentence for each variable that another one overrides. */
interface ProxySettings {
  proxies: Proxies;
  notes: string[];
}

const EXAMPLE = "http://proxy.example:8080";
/** A shorter password is redacted only together with its user name, because any text may have it by chance. */
const SHORTEST_PART = 4;

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, each in either case, the lower case first as in curl.
 * @throws UsageError if a value is not the URL of a proxy. It never has the value
 */
export function readProxies(environment: VariableReader, vault: Vault): ProxySettings {
  const https = proxyOf("HTTPS_PROXY", environment, vault);
  const http = proxyOf("HTTP_PROXY", environment, vault);
  const no = variable("NO_PROXY", environment);
  const proxies: Proxies = { https: https.proxy, http: http.proxy, except: readProxyRules(no.value) };
  return { proxies, notes: [...https.notes, ...http.notes, ...no.notes] };
}

/**
 * Reads a proxy that a flag or a file names. Others can see both, so neither may have its password. If a variable names
 * the same proxy, the password of the variable is used.
 * @param source the flag or key, for the message
 * @throws UsageError without the value
 */
export function readGivenProxy(source: string, value: string, ofVariables: Proxies): WebProxy {
  if (value.includes("@")) {
    throw new UsageError(`${source}: has a user name or password, which others can see. Set HTTPS_PROXY instead.`);
  }
  const proxy = readProxy(source, value, new Vault());
  return [ofVariables.https, ofVariables.http].find((known) => known?.origin === proxy.origin) ?? proxy;
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
    notes: differ ? [`${name.toLowerCase()} overrides ${name}.`] : [],
  };
}

function proxyOf(name: string, environment: VariableReader, vault: Vault): { proxy: WebProxy | null; notes: string[] } {
  const { value, notes } = variable(name, environment);
  return { proxy: value.trim() === "" ? null : readProxy(name, value.trim(), vault), notes };
}

/** The origin of a proxy without its credential; words if it is not a URL. */
export function proxyOriginOf(value: string): string {
  const url = proxyUrl(value.trim());
  // A slash in the user name or password makes part of it the host.
  return url === null || /@/.test(url.pathname) ? "(not a URL)" : `${url.protocol}//${url.host}`;
}

function proxyUrl(value: string): URL | null {
  // A proxy without a scheme is common. The URL parser would take its host name for the scheme.
  const text = value.includes("://") ? value : `http://${value}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function readProxy(name: string, value: string, vault: Vault): WebProxy {
  const url = proxyUrl(value);
  if (url === null) throw new UsageError(`${name}: not the URL of a proxy. Write it as ${EXAMPLE}.`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UsageError(`${name}: only http:// and https:// proxies are supported. Write it as ${EXAMPLE}.`);
  }
  if (url.hostname === "" || url.port === "0") throw new UsageError(`${name}: has no host. Write it as ${EXAMPLE}.`);
  // A slash in the user name or password ends the host for a URL parser.
  if (/@/.test(`${url.pathname}${url.search}${url.hash}`)) {
    throw new UsageError(`${name}: the user name or password has a "/", "?" or "#". Write these as %XX.`);
  }
  if (url.username === "" && url.password === "") return { origin: url.origin, credential: null };
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    for (const part of [user, password]) if (part.length >= SHORTEST_PART) vault.register(part, "proxy");
    return { origin: url.origin, credential: vault.register(`${user}:${password}`, "proxy") };
  } catch {
    throw new UsageError(`${name}: the user name or password has a broken escape. Write special characters as %XX.`);
  }
}
