import type { Location, Redirect } from "../model/recording.ts";
import { isCredentialName } from "../redaction/credential-names.ts";
import type { Secret, Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";
import { credentialLabel, redactUrl } from "../redaction/url.ts";
import { isSecure, originOf } from "./origin.ts";

/** A URL with a credential. It can be requested, or compared by its redacted text, and it prints only redacted. */
export class WireUrl {
  readonly origin: string | null;
  readonly #url: URL;
  readonly #shown: string;

  constructor(url: URL, vault: Vault) {
    this.#url = url;
    this.#shown = redactUrl(url.href, vault);
    this.origin = originOf(url);
  }

  toString(): string {
    return this.#shown;
  }

  toJSON(): string {
    return this.#shown;
  }

  /** Returns the URL itself. Only this folder may use it. */
  static open(url: WireUrl): URL {
    return new URL(url.#url);
  }
}

/** A parsed Location: its record and its destination. */
export interface ParsedLocation {
  redirect: Location;
  /**
   * Null unless it parses to a supported scheme. `clean` lacks the credentials of the query. It is null if the path
   * contains a secret, because the URL is then useless without one.
   */
  next: { clean: URL | null; asGiven: WireUrl } | null;
}

/**
 * Parses the Location headers of one response. Two different ones name no destination, because clients disagree on
 * which one counts.
 * @param values as received, each once
 */
export function parseLocations(values: string[], request: URL, sent: Secret | null, vault: Vault): ParsedLocation {
  const [first = null, ...others] = values;
  if (others.length === 0) return parseLocation(first, request, sent, vault);
  // Each of them may carry a credential, which the vault then registers.
  const shown = values.map((value) => parseLocation(value, request, sent, vault).redirect.location ?? "");
  return { redirect: { ...NOTHING, location: shown.join(", "), relation: "ambiguous" }, next: null };
}

/**
 * Parses a Location relative to the request that it answers. Pure, except that the vault registers a credential in it.
 * @param value as received, its bytes read as Latin-1; null if the header is missing
 * @param sent the credential that the request carried, or null
 */
export function parseLocation(value: string | null, request: URL, sent: Secret | null, vault: Vault): ParsedLocation {
  if (value === null) return { redirect: { ...NOTHING, location: null, relation: "missing" }, next: null };
  const text = Buffer.from(value, "latin1").toString("utf8");
  const base = asHttp(request).href;
  const target = URL.canParse(text, base) ? new URL(text, base) : null;
  if (target === null)
    return { redirect: { ...NOTHING, location: maskUnparsed(text), relation: "malformed" }, next: null };
  const [from, to] = [segmentsOf(request, vault), segmentsOf(target, vault)];
  const shown = (name: string) => redactText(name, vault);
  const redirect: Location = {
    ...NOTHING,
    location: redactUrl(text, vault),
    relation: relationOf(target, request),
    segmentsDropped: missingFrom(from, to),
    segmentsAdded: missingFrom(to, from),
    queryAdded: namesMissing(target, request).map(shown),
    queryDropped: namesMissing(request, target).map(shown),
    credential: credentialIn(target, sent, vault),
  };
  return { redirect, next: nextOf(target, request, vault) };
}

/** `https:path` is relative only to a base of the same scheme, so the base of a handshake is read as HTTP. */
function asHttp(request: URL): URL {
  const base = new URL(request);
  base.protocol = isSecure(request) ? "https:" : "http:";
  return base;
}

const NOTHING: Omit<Location, "location" | "relation"> = {
  segmentsDropped: [],
  segmentsAdded: [],
  queryAdded: [],
  queryDropped: [],
  credential: null,
};

function relationOf(target: URL, request: URL): Location["relation"] {
  const origin = originOf(target);
  if (origin === null) return "bad-scheme";
  if (target.username !== "" || target.password !== "") return "userinfo";
  if (origin === originOf(request)) return "same-origin";
  if (isSecure(request) && !isSecure(target)) return "downgrade";
  return target.hostname === request.hostname ? "same-host-other-port" : "cross-origin";
}

/** Statuses whose Location a client follows. */
export const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Returns the method after a redirect, by RFC 9110. 303 becomes GET, and 301 and 302 turn POST into GET. 307 and 308 keep
 * method and body.
 */
export function methodAfter(method: string, status: number): string {
  return status === 303 || ((status === 301 || status === 302) && method === "POST") ? "GET" : method;
}

/** Returns why a Location of this relation is not followed. Null if it leads to the same origin. */
export function reasonByRelation(relation: Location["relation"]): Redirect["notFollowed"] {
  switch (relation) {
    case "same-origin":
      return null;
    case "same-host-other-port":
    case "cross-origin":
      return "other-origin";
    default:
      return relation;
  }
}

/** Returns the credential in a query. The credential that was sent comes first, for any parameter name. */
function credentialIn(target: URL, sent: Secret | null, vault: Vault): Location["credential"] {
  const found = pairsOf(target).flatMap(({ name, value }) => {
    const label = credentialLabel(name, value, vault);
    return label === null ? [] : [{ name: redactText(name, vault), label, sameAsSent: label === sent?.label }];
  });
  return found.find(({ sameAsSent }) => sameAsSent) ?? found[0] ?? null;
}

/**
 * Returns the values that a server may have meant: percent-decoded, unchanged (a raw `+` is not a space), or
 * form-decoded.
 */
function readingsOf(value: string): string[] {
  const form = new URLSearchParams(`v=${value}`).get("v") ?? value;
  try {
    return [decodeURIComponent(value), value, form];
  } catch {
    return [value, form];
  }
}

/** Returns the raw pairs of a query, with their decoded names. */
function pairsOf(url: URL): { name: string; value: string; raw: string }[] {
  const raws = url.search.slice(1).split("&");
  return raws
    .filter((raw) => raw !== "")
    .map((raw) => {
      const equals = raw.indexOf("=");
      const name = equals === -1 ? raw : raw.slice(0, equals);
      return { name: readingsOf(name)[0] ?? name, value: equals === -1 ? "" : raw.slice(equals + 1), raw };
    });
}

function nextOf(target: URL, request: URL, vault: Vault): ParsedLocation["next"] {
  if (originOf(target) === null) return null;
  const asGiven = new URL(target);
  asGiven.hash = "";
  // The transport stays the same: a handshake that is redirected to https remains a handshake.
  const webSocket = request.protocol === "ws:" || request.protocol === "wss:";
  asGiven.protocol = isSecure(target) ? (webSocket ? "wss:" : "https:") : webSocket ? "ws:" : "http:";
  return { clean: withoutCredentials(asGiven, vault), asGiven: new WireUrl(asGiven, vault) };
}

/**
 * Removes the credentials from the query of a URL. Null if another part contains a secret, because that part cannot be
 * removed.
 */
function withoutCredentials(url: URL, vault: Vault): URL | null {
  const clean = new URL(url);
  clean.username = "";
  clean.password = "";
  clean.search = pairsOf(url)
    .filter(
      ({ name, value, raw }) =>
        !isCredentialName(name) && credentialLabel(name, value, vault) === null && vault.firstIn(raw) === null,
    )
    .map(({ raw }) => raw)
    .join("&");
  // If its encoding contains query punctuation, a secret is split into several pairs, and none of them is recognised.
  if (vault.firstIn(clean.search) !== null) clean.search = "";
  return redactText(`${clean.host}${clean.pathname}`, vault) === `${clean.host}${clean.pathname}` ? clean : null;
}

/** Returns the elements of the first list that the second lacks, counting repeats. */
function missingFrom(from: string[], other: string[]): string[] {
  const left = [...other];
  return from.filter((segment) => {
    const at = left.indexOf(segment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/**
 * Splits the redacted path, because a secret that contains a slash would otherwise become two unrecognised segments.
 */
function segmentsOf(url: URL, vault: Vault): string[] {
  return redactText(url.pathname, vault)
    .split("/")
    .filter((segment) => segment !== "");
}

function namesMissing(from: URL, other: URL): string[] {
  return [...new Set(from.searchParams.keys())].filter((name) => !other.searchParams.has(name));
}

/** A text that is not a URL may contain a secret anywhere, so only its length and its first letters are kept. */
function maskUnparsed(text: string): string {
  return `${/^[A-Za-z]{0,8}/.exec(text)?.[0] ?? ""}… (${text.length} characters, not a URL)`;
}
