import { isIP } from "node:net";
import { isPlainName } from "../../model/name-form.ts";
import { credentialShapeIn, isCredentialName } from "./credential-shape.ts";

/** An origin that requests may go to, or why not, without the value. */
type EndpointReading =
  | { kind: "origin"; origin: string; loopback: boolean }
  /** `only`: everything but the query or path may be right. */
  | { kind: "refused"; why: string; only?: "query" | "path" };

const EXAMPLE = "https://NAME.openai.azure.com";

/** Hosts that people copy from the address bar instead of the endpoint of their resource. */
const NOT_A_RESOURCE = new Set([
  "ai.azure.com",
  "oai.azure.com",
  "portal.azure.com",
  "management.azure.com",
  "learn.microsoft.com",
]);

const PLACEHOLDER =
  /[<>{}[\]$]|(^|[./-])your[-_]?(own|azure|openai|aoai|resource|endpoint|region|instance|host|name)|\/\/(resource[-_]?name|changeme|xxx+)\./i;

/** Reads an endpoint as its operator wrote it: an https origin, or http to loopback, and nothing else. */
export function readEndpoint(text: string): EndpointReading {
  const value = text.trim();
  const why = problemOfText(value);
  if (why !== null) return { kind: "refused", why };
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { kind: "refused", why: `is not a URL: write the endpoint, such as ${EXAMPLE}` };
  }
  const loopback = isLoopback(url.hostname);
  const problem = problemOfUrl(url, value);
  if (problem !== null) return problem;
  const other = problemOfScheme(url, loopback) ?? problemOfHost(url, value);
  if (other !== null) return { kind: "refused", why: other };
  const path = problemOfPath(url);
  return path === null
    ? { kind: "origin", origin: url.origin, loopback }
    : { kind: "refused", why: path, only: "path" };
}

/** True for localhost, 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

function problemOfText(value: string): string | null {
  if (value === "") return "is empty: write the endpoint";
  if (/[\u0000-\u001f\u007f-\u009f\s]/.test(value)) return "has white space or control characters: remove them";
  if (/^["'“”‘’]|["'“”‘’]$/.test(value)) return "has quotation marks around it: remove them";
  if (!value.includes("://") && credentialShapeIn(value) !== null) {
    return "looks like a key: swap the endpoint and the key. Nothing was sent";
  }
  const host = value.replace(/^[a-z]+:\/\/(\[[0-9a-f:.]+\])?/i, "//");
  if (PLACEHOLDER.test(host)) return "still has a placeholder: write the name of your resource";
  if (/^(localhost|127\.[\d.]+|\[::1\])(:\d*)?(\/|$)/i.test(value)) return "has no scheme: write http:// before it";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return "has no scheme: write https:// before it";
  return null;
}

function problemOfUrl(url: URL, value: string): Extract<EndpointReading, { kind: "refused" }> | null {
  const refused = (why: string) => ({ kind: "refused", why }) as const;
  // A slash in a user name or password ends the host for a URL parser, so the rest of it is in the path.
  if (url.username !== "" || url.password !== "" || url.pathname.includes("@")) {
    return refused("has a user name or password: remove it and set a variable instead");
  }
  if (url.search !== "" || value.includes("?")) {
    const carries = [...url.searchParams].some(([name, v]) => isCredentialName(name) || credentialShapeIn(v) !== null);
    return carries
      ? refused("has a key in its query: set AZURE_OPENAI_API_KEY instead, and rotate the key if others could see it")
      : { ...refused("has a query: remove it, because each probe has its own"), only: "query" };
  }
  return value.includes("#") ? refused("has a fragment: remove it") : null;
}

function problemOfScheme(url: URL, loopback: boolean): string | null {
  if (url.protocol === "wss:" || url.protocol === "ws:") {
    return `is a WebSocket URL: write ${url.protocol === "wss:" ? "https" : "http"}:// instead of ${url.protocol}//`;
  }
  if (url.protocol === "http:" && !loopback) {
    return "uses plain http, which would send the key unencrypted: write https:// (http is only for loopback)";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return "has an unknown scheme: write https://";
  return null;
}

function problemOfHost(url: URL, value: string): string | null {
  if (url.hostname.endsWith(".")) return "has a dot after the host: remove it";
  if (url.hostname.includes("xn--") && !/xn--/i.test(value))
    return "has letters outside ASCII in its host: type it again";
  if (url.port === "0") return "has port 0: write the real port or none";
  if (NOT_A_RESOURCE.has(url.hostname)) {
    return "is the address of a portal: copy the endpoint from the page Keys and Endpoint of the resource";
  }
  if (url.hostname === "api.openai.com")
    return "is OpenAI's platform: set `provider: openai` for it in a configuration file. Nothing was sent";
  if (!url.hostname.includes(".") && !isLoopback(url.hostname) && isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0) {
    return `has a host without a dot: write the full name, such as ${EXAMPLE}`;
  }
  return null;
}

function problemOfPath(url: URL): string | null {
  if (url.pathname === "/") return null;
  // Somebody may have written the key instead of the host.
  const origin = isPlainName(url.hostname) ? url.origin : `such as ${EXAMPLE}`;
  return `has a path: write only ${origin}, because each probe has its own path. A path before it is \`basePath:\``;
}
