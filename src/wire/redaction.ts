import { isJsonObject, type Json } from "../model/json.ts";
import { isBodyCredentialName, isCredentialName, isOpenQueryName } from "./credential-names.ts";
import { keysOf, SHAPES } from "./rules.ts";
import type { SecretKind, Vault } from "./secret.ts";

/*
 * Redaction where data is captured: replace every registered value in every encoding, register what is a secret by its
 * place and replace it, then what has the shape of one. By value first: the marks at which a URL or a text is taken
 * apart may stand within an encoded secret, and of the parts none might be long enough to be known. Always before
 * anything is cut. The rules have names (rules.ts).
 */

const LABEL = /^REDACTED(-|$)/;
/** A value of a mint that is shorter may be any word. */
const SHORTEST_MINTED = 8;
/** Each pass may teach a secret that the one before has shown; a peer does not decide how often. */
const MOST_PASSES = 5;
/** Fewer than these are a pair, of a header or of a query. */
const FEWEST_PIECES = 3;
/** A name and a string of JSON, whole or cut off. */
const NAMED_STRING = /"([^"\\]{1,40})"(\s*:\s*")((?:[^"\\]|\\.)*)/g;

/** A text with every secret in it replaced by its label: by value, then by shape. */
export function redactText(text: string, vault: Vault): string {
  const before = vault.count();
  let out = vault.redact(text);
  for (const name of keysOf(SHAPES)) {
    if (!vault.rules.has(name)) continue;
    const { shape, kind } = SHAPES[name];
    out = out.replace(shape, (match: string, secret: string) => {
      const at = match.lastIndexOf(secret);
      return match.slice(0, at) + labelOf(secret, kind, vault) + match.slice(at + secret.length);
    });
  }
  // What a shape gave away may stand elsewhere in the text without it.
  return vault.count() === before ? out : vault.redact(out);
}

/** The text of a JSON answer, which need not parse: redacted by its names as well. */
export function redactJsonText(text: string, vault: Vault): string {
  const before = vault.count();
  const named = vault.rules.has("json name")
    ? vault.redact(text).replace(NAMED_STRING, (pair, ...parts) => namedString(pair, parts, vault))
    : text;
  const out = redactText(named, vault);
  return vault.count() === before ? out : vault.redact(out);
}

function namedString(pair: string, [name, colon, value]: string[], vault: Vault): string {
  if (name === undefined || value === undefined || value === "" || !isBodyCredentialName(name)) return pair;
  return `"${name}"${colon}${labelOf(unescaped(value), name === "client_secret" ? "ephemeral" : "unknown", vault)}`;
}

/** Redacts again a whole captured value, with all that was learnt since. */
export function redactAgain<T>(captured: T, vault: Vault): T;
export function redactAgain(captured: unknown, vault: Vault): unknown {
  if (!vault.rules.has("learnt late")) return captured;
  let redacted = captured;
  // What the end of it gave away may stand at its beginning, and be what gives away more.
  for (let pass = 0, known = -1; pass < MOST_PASSES && vault.count() !== known; pass++) {
    known = vault.count();
    redacted = redactEach(redacted, vault);
  }
  return redacted;
}

function redactEach(captured: unknown, vault: Vault): unknown {
  if (typeof captured === "string") return redactText(captured, vault);
  if (Array.isArray(captured))
    return redactedPieces(captured, vault) ?? captured.map((element) => redactEach(element, vault));
  if (typeof captured !== "object" || captured === null) return captured;
  return Object.fromEntries(
    Object.entries(captured).map(([key, value]) => [redactText(key, vault), redactEach(value, vault)]),
  );
}

/** A list of bytes or of pieces that spells a secret, as its label; null for any other. */
function redactedPieces(list: unknown[], vault: Vault): string[] | null {
  if (list.length < FEWEST_PIECES || !list.every(isPiece)) return null;
  const label = vault.firstIn(list.join(","));
  return label === null ? null : [label];
}

/** What is longer than a piece is found by itself. */
function isPiece(element: unknown): boolean {
  return typeof element === "number" || (typeof element === "string" && element.length < SHORTEST_MINTED);
}

/** Registers what a mint's answer holds, of both shapes: `client_secret.value`, and `value` beside `expires_at`. */
export function registerMinted(json: Json, vault: Vault): void {
  if (!vault.rules.has("mint body")) return;
  if (Array.isArray(json)) {
    for (const element of json) registerMinted(element, vault);
    return;
  }
  if (!isJsonObject(json)) return;
  if ("expires_at" in json) registerMintedValue(json.value, vault);
  for (const [name, value] of Object.entries(json)) {
    if (name === "client_secret" && isJsonObject(value)) registerMintedValue(value.value, vault);
    registerMinted(value, vault);
  }
}

/**
 * The same of an answer that does not parse, as one that was cut off: by the names alone.
 * @param names under which the probe knows a secret to stand
 */
export function registerMintedInText(text: string, names: readonly string[], vault: Vault): void {
  if (!vault.rules.has("cut mint body")) return;
  const minted = /"(client_secret|expires_at)"/.test(text);
  for (const [, name, , value] of text.matchAll(NAMED_STRING)) {
    if (value === undefined || !((minted && name === "value") || names.includes(name ?? ""))) continue;
    registerMintedValue(unescaped(value), vault);
  }
}

function registerMintedValue(value: Json | undefined, vault: Vault): void {
  if (typeof value === "string" && value.length >= SHORTEST_MINTED) register(value, "ephemeral", vault);
}

/** A URL as it may be shown: userinfo and the values of names that are not known to be open are labels. */
export function redactUrl(url: string, vault: Vault): string {
  const text = vault.redact(url);
  const head = /^[^?#]*/.exec(text)?.[0] ?? "";
  const query = /^\?[^#]*/.exec(text.slice(head.length))?.[0] ?? "";
  const hash = text.slice(head.length + query.length);
  return redactText(
    `${redactUserinfo(head, vault)}${redactPairs(query, vault)}${hash.includes("=") ? redactPairs(hash, vault) : hash}`,
    vault,
  );
}

/** WHATWG ends userinfo at the last `@` of the authority: what stands before it is a secret, further ones included. */
function redactUserinfo(head: string, vault: Vault): string {
  if (!vault.rules.has("userinfo")) return head;
  return head.replace(
    /^(\s*(?:[a-z][a-z0-9+.-]*:[\\/]*|[\\/]{2,}))([^\\/]*)@/i,
    (_, scheme: string, userinfo: string) => {
      for (const part of userinfo.split(":")) labelOf(decodedValue(part), "unknown", vault);
      return `${scheme}${labelOf(userinfo, "unknown", vault)}@`;
    },
  );
}

/** A query or fragment, with the `?` or `#` that begins it. */
function redactPairs(query: string, vault: Vault): string {
  if (query === "") return "";
  const pairs = query.slice(1).split("&");
  return `${query.slice(0, 1)}${pairs.map((pair) => redactPair(pair, vault)).join("&")}`;
}

function redactPair(pair: string, vault: Vault): string {
  const equals = pair.indexOf("=");
  if (equals === -1) return vault.rules.has("unknown query value") && isStrong(pair) ? "REDACTED" : pair;
  const name = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  if (value === "" || isOpenQueryName(name) || LABEL.test(value)) return pair;
  if (isCredentialName(name) && vault.rules.has("query name")) {
    return `${name}=${labelOf(decodedValue(value), "unknown", vault)}`;
  }
  if (!vault.rules.has("unknown query value")) return pair;
  // Which secret it is stays visible: a reader sees that a name nobody knows carries what was sent.
  return `${name}=${labelsAlone(redactText(value, vault))}`;
}

function labelsAlone(redacted: string): string {
  return /^REDACTED-[a-z]+-\d+$/.test(redacted) ? redacted : "REDACTED";
}

/** The label of a value by its place; one that ordinary text might hold too is only masked where it stands. */
export function labelOf(value: string, kind: SecretKind, vault: Vault): string {
  if (LABEL.test(value)) return value;
  // What holds a label is redacted already: registered, the label itself would be taken for a secret.
  if (value.includes("REDACTED")) return "REDACTED";
  const known = vault.known(value);
  if (known !== null) return known.label;
  if (!isStrong(value)) return "REDACTED";
  return register(value, kind, vault) ?? "REDACTED";
}

/** Whether a value found by its place alone is so unlike a word that it can be looked for everywhere. */
function isStrong(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((letters) => letters.test(value)).length;
  return (value.length >= 16 && classes >= 2) || (value.length >= 8 && classes === 3);
}

function register(value: string, kind: SecretKind, vault: Vault): string | null {
  if (value.includes("REDACTED")) return "REDACTED";
  try {
    return vault.register(value, kind).label;
  } catch {
    return null;
  }
}

function decodedValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
