import { isIP } from "node:net";
import { isPlainName } from "../../model/name-form.ts";
import { credentialShapeIn, isCredentialName } from "./credential-shape.ts";

/** An origin that requests may go to, or the one sentence that says why not. No sentence repeats the value. */
type EndpointReading = { kind: "origin"; origin: string; loopback: boolean } | { kind: "refused"; why: string };

const EXAMPLE = "https://NAME.openai.azure.com";

/** Hosts that people copy from the address bar in place of their resource's endpoint. */
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
    return { kind: "refused", why: `is not a URL; write the resource's origin, such as ${EXAMPLE}` };
  }
  const loopback = isLoopback(url.hostname);
  const problem = problemOfUrl(url, value, loopback);
  return problem === null ? { kind: "origin", origin: url.origin, loopback } : { kind: "refused", why: problem };
}

/** True for localhost, 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost") return true;
  return isIP(host) === 4 ? host.startsWith("127.") : host === "::1";
}

function problemOfText(value: string): string | null {
  if (value === "") return "is empty; write the resource's origin";
  if (/[\u0000-\u001f\u007f-\u009f\s]/.test(value)) return "holds white space or control characters; remove them";
  if (/^["'“”‘’]|["'“”‘’]$/.test(value)) return "has quotation marks around it; remove them";
  if (!value.includes("://") && credentialShapeIn(value) !== null) {
    return "looks like a key, not like an endpoint; the two were swapped, and nothing was sent";
  }
  const host = value.replace(/^[a-z]+:\/\/(\[[0-9a-f:.]+\])?/i, "//");
  if (PLACEHOLDER.test(host)) return "still holds a placeholder; put your resource's own name there";
  if (/^(localhost|127\.[\d.]+|\[::1\])(:\d*)?(\/|$)/i.test(value)) return "has no scheme; write http:// before it";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return "has no scheme; write https:// before it";
  return null;
}

function problemOfUrl(url: URL, value: string, loopback: boolean): string | null {
  // One that holds a slash ends the host for a URL's reader; what stands before the slash is a piece of it.
  if (url.username !== "" || url.password !== "" || url.pathname.includes("@")) {
    return "holds a user name or password; write the origin alone: credentials come from a variable";
  }
  if (url.search !== "" || value.includes("?")) {
    const carries = [...url.searchParams].some(([name, v]) => isCredentialName(name) || credentialShapeIn(v) !== null);
    return carries
      ? "carries a key in its query; remove it and put the key into a variable (AZURE_OPENAI_API_KEY), and rotate the key if this was shared"
      : "has a query; write the origin alone: each probe brings its own query";
  }
  if (value.includes("#")) return "has a fragment; write the origin alone";
  return problemOfScheme(url, loopback) ?? problemOfHost(url, value) ?? problemOfPath(url);
}

function problemOfScheme(url: URL, loopback: boolean): string | null {
  if (url.protocol === "wss:" || url.protocol === "ws:") {
    return `is a WebSocket URL; write ${url.protocol === "wss:" ? "https" : "http"}:// in place of ${url.protocol}//`;
  }
  if (url.protocol === "http:" && !loopback) {
    return "is plain http to a host that is not loopback: the key would be readable on the way; write https://";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return "is neither https:// nor http:// to loopback";
  return null;
}

function problemOfHost(url: URL, value: string): string | null {
  if (url.hostname.endsWith(".")) return "has a trailing dot after the host; remove it";
  if (url.hostname.includes("xn--") && !/xn--/i.test(value)) return "has letters outside ASCII in its host; retype it";
  if (url.port === "0") return "names port 0, which nothing listens on; write the real port or none";
  if (NOT_A_RESOURCE.has(url.hostname)) {
    return "is the address of a portal, not of a resource; copy the endpoint from the resource's Keys and Endpoint page";
  }
  if (url.hostname === "api.openai.com") return "is OpenAI's own platform, not an Azure resource; nothing was sent";
  if (!url.hostname.includes(".") && !isLoopback(url.hostname) && isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0) {
    return `has a host without a dot; write the full name, such as ${EXAMPLE}`;
  }
  return null;
}

function problemOfPath(url: URL): string | null {
  if (url.pathname === "/") return null;
  // What stands where the host is due may be a key.
  const origin = isPlainName(url.hostname) ? url.origin : `such as ${EXAMPLE}`;
  return `has a path; write the origin alone, ${origin}: each probe brings its own path`;
}
