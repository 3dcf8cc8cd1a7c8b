import type { Redirect } from "../model/recording.ts";
import { isCredentialName } from "./credential-names.ts";
import { isSecure, originOf } from "./origin.ts";
import { labelOf, redactText, redactUrl } from "./redaction.ts";
import { reveal, type Secret, type Vault } from "./secret.ts";

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
  /** null unless it parses to a scheme of ours. `clean` is without credential-named names. */
  next: { clean: URL; asGiven: WireUrl } | null;
}

/**
 * Takes a Location apart against the request it answers. Pure but for the vault, which learns a credential it carries.
 * @param value as received, its bytes read as latin1; null where the header is missing
 * @param sent the credential that went with the request, or null
 */
export function parseLocation(value: string | null, request: URL, sent: Secret | null, vault: Vault): ParsedLocation {
  if (value === null) return { redirect: { ...NOTHING, location: null, relation: "missing" }, next: null };
  const text = Buffer.from(value, "latin1").toString("utf8");
  const target = URL.canParse(text, request.href) ? new URL(text, request.href) : null;
  if (target === null) return { redirect: { ...NOTHING, location: masked(text), relation: "malformed" }, next: null };
  const credential = credentialIn(target, sent, vault);
  const shown = (part: string) => redactText(part, vault);
  const redirect: Redirect = {
    ...NOTHING,
    location: redactUrl(text, vault),
    relation: relationOf(target, request),
    segmentsDropped: missingFrom(segmentsOf(request), segmentsOf(target)).map(shown),
    segmentsAdded: missingFrom(segmentsOf(target), segmentsOf(request)).map(shown),
    queryAdded: namesMissing(target, request).map(shown),
    queryDropped: namesMissing(request, target).map(shown),
    credential,
  };
  return { redirect, next: nextOf(target, request, vault) };
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

function credentialIn(target: URL, sent: Secret | null, vault: Vault): Redirect["credential"] {
  for (const [name, value] of target.searchParams) {
    if (!isCredentialName(name) || value === "") continue;
    const bare = value.replace(/^Bearer\s+/i, "");
    const sameAsSent = sent !== null && bare === reveal(sent);
    return {
      name: redactText(name, vault),
      label: sameAsSent ? sent.label : labelOf(bare, "unknown", vault),
      sameAsSent,
    };
  }
  return null;
}

function nextOf(target: URL, request: URL, vault: Vault): ParsedLocation["next"] {
  if (originOf(target) === null) return null;
  const asGiven = new URL(target);
  asGiven.hash = "";
  // The transport stays what it was: a handshake sent to an https Location is a handshake still.
  const webSocket = request.protocol === "ws:" || request.protocol === "wss:";
  asGiven.protocol = isSecure(target) ? (webSocket ? "wss:" : "https:") : webSocket ? "ws:" : "http:";
  const clean = new URL(asGiven);
  for (const name of [...clean.searchParams.keys()]) if (isCredentialName(name)) clean.searchParams.delete(name);
  return { clean, asGiven: new WireUrl(asGiven, vault) };
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

function segmentsOf(url: URL): string[] {
  return url.pathname.split("/").filter((segment) => segment !== "");
}

function namesMissing(from: URL, other: URL): string[] {
  return [...new Set(from.searchParams.keys())].filter((name) => !other.searchParams.has(name));
}

/** What does not parse may hold a secret anywhere: its length and the letters it begins with are all that is kept. */
function masked(text: string): string {
  return `${/^[A-Za-z]{0,8}/.exec(text)?.[0] ?? ""}… (${text.length} characters, not a URL)`;
}
