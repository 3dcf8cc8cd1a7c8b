import type { Redirect } from "../model/recording.ts";
import { isCredentialName } from "../redaction/credential-names.ts";
import type { Secret, Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";
import { credentialLabel, redactUrl } from "../redaction/url.ts";
import { isSecure, originOf } from "./origin.ts";

/** A URL that holds a credential: it can be asked, compared by its redacted text, and printed only redacted. */
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

  /** The URL itself, for this folder alone. */
  static open(url: WireUrl): URL {
    return new URL(url.#url);
  }
}

/** A parsed Location: what is recorded of it, and where it points. */
export interface ParsedLocation {
  redirect: Redirect;
  /**
   * null unless it parses to a scheme of ours. `clean` is without the credentials of its query; null where a secret
   * stands in its path, so that it cannot be asked without one.
   */
  next: { clean: URL | null; asGiven: WireUrl } | null;
}

/**
 * Takes the Location headers of one response apart. Two that differ name no place: clients disagree on which one counts.
 * @param values as received, each once
 */
export function parseLocations(values: string[], request: URL, sent: Secret | null, vault: Vault): ParsedLocation {
  const [first = null, ...others] = values;
  if (others.length === 0) return parseLocation(first, request, sent, vault);
  // Each of them may carry a credential, which the vault then knows.
  const shown = values.map((value) => parseLocation(value, request, sent, vault).redirect.location ?? "");
  return { redirect: { ...NOTHING, location: shown.join(", "), relation: "ambiguous" }, next: null };
}

/**
 * Takes a Location apart against the request it answers. Pure but for the vault, which learns a credential it carries.
 * @param value as received, its bytes read as latin1; null where the header is missing
 * @param sent the credential that went with the request, or null
 */
export function parseLocation(value: string | null, request: URL, sent: Secret | null, vault: Vault): ParsedLocation {
  if (value === null) return { redirect: { ...NOTHING, location: null, relation: "missing" }, next: null };
  const text = Buffer.from(value, "latin1").toString("utf8");
  const base = asHttp(request).href;
  const target = URL.canParse(text, base) ? new URL(text, base) : null;
  if (target === null) return { redirect: { ...NOTHING, location: masked(text), relation: "malformed" }, next: null };
  const [from, to] = [segmentsOf(request, vault), segmentsOf(target, vault)];
  const shown = (name: string) => redactText(name, vault);
  const redirect: Redirect = {
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

/** `https:path` is relative to a base of that scheme, and to no other: a handshake's base is read as the HTTP that it is. */
function asHttp(request: URL): URL {
  const base = new URL(request);
  base.protocol = isSecure(request) ? "https:" : "http:";
  return base;
}

const NOTHING: Omit<Redirect, "location" | "relation"> = {
  segmentsDropped: [],
  segmentsAdded: [],
  queryAdded: [],
  queryDropped: [],
  credential: null,
  followed: false,
  notFollowed: null,
};

function relationOf(target: URL, request: URL): Redirect["relation"] {
  const origin = originOf(target);
  if (origin === null) return "bad-scheme";
  if (target.username !== "" || target.password !== "") return "userinfo";
  if (origin === originOf(request)) return "same-origin";
  if (isSecure(request) && !isSecure(target)) return "downgrade";
  return target.hostname === request.hostname ? "same-host-other-port" : "cross-origin";
}

/** The credential in a query: the one we sent before any other, whatever its name is. */
function credentialIn(target: URL, sent: Secret | null, vault: Vault): Redirect["credential"] {
  const found = pairsOf(target).flatMap(({ name, value }) => {
    const label = credentialLabel(name, value, vault);
    return label === null ? [] : [{ name: redactText(name, vault), label, sameAsSent: label === sent?.label }];
  });
  return found.find(({ sameAsSent }) => sameAsSent) ?? found[0] ?? null;
}

/** A value as a server may have meant it: percent-decoded, as it is (a raw `+` is no space), or as a form. */
function readingsOf(value: string): string[] {
  const form = new URLSearchParams(`v=${value}`).get("v") ?? value;
  try {
    return [decodeURIComponent(value), value, form];
  } catch {
    return [value, form];
  }
}

/** The pairs of a query as they stand in it, with their names decoded. */
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
  // The transport stays what it was: a handshake sent to an https Location is a handshake still.
  const webSocket = request.protocol === "ws:" || request.protocol === "wss:";
  asGiven.protocol = isSecure(target) ? (webSocket ? "wss:" : "https:") : webSocket ? "ws:" : "http:";
  return { clean: cleanOf(asGiven, vault), asGiven: new WireUrl(asGiven, vault) };
}

/** A URL without the credentials in its query; null where a secret stands elsewhere in it, and it cannot be cleaned. */
function cleanOf(url: URL, vault: Vault): URL | null {
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
  // In an encoding that holds a mark of queries a secret is several pairs, and none of them is known.
  if (vault.firstIn(clean.search) !== null) clean.search = "";
  return redactText(`${clean.host}${clean.pathname}`, vault) === `${clean.host}${clean.pathname}` ? clean : null;
}

/** Elements of the first list that the second has not, counting repeats. */
function missingFrom(from: string[], other: string[]): string[] {
  const left = [...other];
  return from.filter((segment) => {
    const at = left.indexOf(segment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Of the redacted path: a secret with a slash in it would otherwise be two segments, and neither of them known. */
function segmentsOf(url: URL, vault: Vault): string[] {
  return redactText(url.pathname, vault)
    .split("/")
    .filter((segment) => segment !== "");
}

function namesMissing(from: URL, other: URL): string[] {
  return [...new Set(from.searchParams.keys())].filter((name) => !other.searchParams.has(name));
}

/** What does not parse may hold a secret anywhere: its length and the letters it begins with are all that is kept. */
function masked(text: string): string {
  return `${/^[A-Za-z]{0,8}/.exec(text)?.[0] ?? ""}… (${text.length} characters, not a URL)`;
}
