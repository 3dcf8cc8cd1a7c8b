import { createHash } from "node:crypto";
import { valueAt } from "../model/dotted.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Body } from "../model/recording.ts";
import { isEventStream } from "../model/server-sent-events.ts";
import { isCredentialName } from "./credential-names.ts";
import { MASK, type Secret, type Vault } from "./secret.ts";
import { redactText } from "./text.ts";
import { redactUrl } from "./url.ts";

/*
 * The gate between the wire and everything else: it turns what a peer sent into what may be recorded. Text is cut
 * before redaction, so that a peer cannot make redaction read more than the kept part.
 */

/** Deeper JSON is kept as text only, because a peer would control the depth of any recursion over it. */
const DEEPEST = 64;
/** Characters that redaction reads after the kept part, so that it masks a secret across the cut as a whole. */
const OVERLAP = 8 * 1024;
/** What is kept of a unit too large to keep whole: elements of an array, names of an object, characters of a string. */
const KEPT_ELEMENTS = 20;
const KEPT_NAMES = 100;
const KEPT_CHARACTERS = 1024;
/** Longer JSON is kept as text only, because parsing it would block the other cells. */
const LONGEST_PARSED = 512 * 1024;
const LONGEST_COMMENT = 60;
/** Base64 that is removed from a message before its JSON is parsed. */
const LONG_BASE64 = /"[A-Za-z0-9+/=]{65536,}"/g;
/** A longer value cannot be sent as a header, so a probe does not keep it as a secret. */
const LONGEST_SECRET = 16 * 1024;
const URL_HEADERS = new Set(["location", "content-location", "refresh", "link", "referer", "operation-location"]);
const COOKIE_ATTRIBUTES = /^(?:path|domain|expires|max-age|samesite|priority)$/i;
/** One pair of a cookie. A comma ends it only if another pair follows, because dates contain commas. */
const COOKIE_PAIR = /(?<![^=;,\s])([^=;,\s]{1,256})=([^;,]*(?:,(?!\s{0,4}[^=;,\s]{1,256}=)[^;,]*)*)/g;

/** Returns a response header block for the record: in its order and case, with credentials masked. */
export function captureHeaders(raw: [string, string][], vault: Vault): [string, string][] {
  const values: string[] = [];
  const masked = raw.map(([name, value]) => maskHeader(name, value, values, vault));
  // The whole block is redacted as one text, because one pass costs less than twenty.
  const lines = raw.map(([name], index) => `${name}: ${masked[index]}`);
  const redacted = redactText(lines.join("\n"), vault, { values }).split("\n");
  return raw.map(([name, value], index) => {
    const line = redacted[index] ?? "";
    if (redacted.length === raw.length && line === `${name}: ${value}`) return [name, value];
    const end = redacted.length === raw.length ? line.indexOf(": ") : -1;
    return end === -1 ? [vault.redact(name), MASK] : [line.slice(0, end), line.slice(end + 2)];
  });
}

/** Masks the value of a header that its name declares a credential, and adds what it masked to `values`. */
function maskHeader(name: string, value: string, values: string[], vault: Vault): string {
  const lower = name.toLowerCase();
  if (/^(?:set-cookie2?|cookie)$/.test(lower)) {
    return vault.rules.has("place: cookie") ? maskCookie(value, values) : value;
  }
  if (isCredentialName(name)) {
    if (!vault.rules.has("place: header")) return value;
    const [, scheme = "", secret = ""] = /^(?:(Bearer|Basic)\s+)?(.*)$/is.exec(value) ?? [];
    values.push(secret);
    return `${scheme === "" ? "" : `${scheme} `}${vault.firstIn(value) ?? MASK}`;
  }
  return URL_HEADERS.has(lower) && vault.rules.has("place: URL header") ? redactUrl(value, vault) : value;
}

function maskCookie(cookie: string, values: string[]): string {
  const bare = /^[^=;]*(?:;|$)/.test(cookie) ? cookie.replace(/^[^;]*/, MASK) : cookie;
  return bare.replace(COOKIE_PAIR, (pair, name: string, value: string) => {
    if (COOKIE_ATTRIBUTES.test(name)) return pair;
    values.push(value);
    return `${name}=${MASK}`;
  });
}

/**
 * Returns a body for the record. It first registers what the probe keeps as a secret.
 * @param bytes the bytes read, at most the body limit
 * @param more whether the peer had more to send
 * @param secretsAt dotted paths in a JSON answer whose values are secrets
 * @param evidence number of characters to keep
 */
export function captureBody(
  bytes: Buffer,
  more: boolean,
  secretsAt: string[],
  vault: Vault,
  evidence: number,
): { body: Body; secrets: Record<string, Secret> } {
  const decoded = textOf(bytes, more);
  const raw = decoded !== null && decoded.length > evidence ? shortenStream(decoded, evidence) : decoded;
  if (decoded === null || raw === null)
    return { body: { text: null, json: null, bytes: bytes.length, cut: more }, secrets: {} };
  const parsed = parseJson(raw);
  const secrets = keepSecrets(parsed, secretsAt, vault);
  const names = secretsAt.map((path) => path.slice(path.lastIndexOf(".") + 1));
  const tooLarge = decoded.length > evidence;
  const text = redactText(tooLarge ? raw.slice(0, evidence + OVERLAP) : raw, vault, { names });
  const json = tooLarge ? redactJson(shortenJson(parsed), names, vault) : text === raw ? parsed : parseJson(text);
  const cut = more || tooLarge;
  return {
    body: { text: text.slice(0, evidence), json, bytes: bytes.length, cut, ...(cut ? { sha256: hashOf(bytes) } : {}) },
    secrets,
  };
}

/**
 * Shortens an event stream to its first and last events, because the last one says how it ended. A comment takes the
 * place of the others. Returns any other text unchanged.
 */
function shortenStream(text: string, evidence: number): string {
  if (!isEventStream(text)) return text;
  const end = text.lastIndexOf("\n\n", evidence / 2);
  const from = text.indexOf("\n\n", text.length - evidence / 2 + LONGEST_COMMENT);
  if (end === -1 || from <= end) return text;
  const comment = `: ${from - end} characters are not kept`;
  return `${text.slice(0, end)}\n\n${comment.slice(0, LONGEST_COMMENT)}${text.slice(from)}`;
}

/** Registers the values at the paths that the probe names, before any other use of the body. */
function keepSecrets(json: Json, secretsAt: string[], vault: Vault): Record<string, Secret> {
  const secrets: Record<string, Secret> = {};
  for (const path of secretsAt) {
    const value = valueAt(json, path);
    if (typeof value !== "string" || value.length < 4 || value.length > LONGEST_SECRET) continue;
    if (!/[\u0000-\u001f\u007f]/.test(value)) secrets[path] = vault.register(value, "ephemeral");
  }
  return secrets;
}

function redactJson(json: Json, names: readonly string[], vault: Vault): Json {
  if (json === null) return null;
  const text = JSON.stringify(json);
  const redacted = redactText(text, vault, { names });
  return redacted === text ? json : parseJson(redacted);
}

function hashOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Decodes bytes as text. Null if they are binary. Bytes that are not UTF-8 and contain no control characters are read
 * as Latin-1.
 */
function textOf(bytes: Buffer, more: boolean): string | null {
  // A cut may fall within a character.
  const whole = more ? bytes.subarray(0, lastBoundary(bytes)) : bytes;
  try {
    return withoutControls(new TextDecoder("utf-8", { fatal: true }).decode(whole));
  } catch {
    return withoutControls(bytes.toString("latin1"));
  }
}

/** Returns the start of a last character that may be incomplete, or the end. */
function lastBoundary(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

function withoutControls(text: string): string | null {
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text;
}

/** Returns a body of the client for the record. */
export function captureSent(shown: string | null, bytes: number, vault: Vault, evidence: number): Body {
  if (shown === null) return { text: null, json: null, bytes, cut: false };
  const text = redactText(shown, vault);
  return { text: text.slice(0, evidence), json: parseJson(text), bytes, cut: text.length > evidence };
}

/** Redacts a message: parsed if it is a JSON object, else its text. */
export function captureMessage(
  raw: string,
  vault: Vault,
  evidence: number,
): { event: JsonObject | null; text: string | null } {
  const elides = vault.rules.has("place: audio");
  const parsed = parseJson(
    raw.length > LONGEST_PARSED && elides
      ? raw.replace(LONG_BASE64, (text) => JSON.stringify(digest(text.slice(1, -1))))
      : raw,
  );
  if (!isJsonObject(parsed)) {
    return { event: null, text: redactText(raw.slice(0, evidence + OVERLAP), vault).slice(0, evidence) };
  }
  const elided = elides ? elideAudio(parsed) : parsed;
  const event = redactJson(JSON.stringify(elided).length > evidence ? shortenJson(elided) : elided, [], vault);
  return isJsonObject(event) ? { event, text: null } : { event: null, text: MASK };
}

/** Redacts an event of the client for the record. */
export function captureOwn(event: JsonObject, vault: Vault): JsonObject {
  const text = JSON.stringify(elideAudio(event));
  const own = parseJson(vault.redact(text));
  return isJsonObject(own) ? own : { type: MASK };
}

/** Replaces audio at any place by its length and hash. The transcript holds its words. */
function elideAudio(event: JsonObject): JsonObject {
  const delta = typeof event.type === "string" && /audio\.delta$/.test(event.type);
  const entries = Object.entries(event).map(([name, value]): [string, Json] => {
    const audio = name === "audio" || (name === "delta" && delta);
    return [name, audio && typeof value === "string" ? digest(value) : elideWithin(value)];
  });
  return Object.fromEntries(entries);
}

/** The recursion is bounded, because parseJson refuses deeper JSON. */
function elideWithin(value: Json): Json {
  if (Array.isArray(value)) return value.map(elideWithin);
  return isJsonObject(value) ? elideAudio(value) : value;
}

/** Digital silence is marked, because it is no result. */
function digest(base64: string): JsonObject {
  const silent = /[^A=]/.test(base64) ? {} : { silent: true };
  return { bytes: Math.floor((base64.length * 3) / 4), sha256: hashOf(base64).slice(0, 16), ...silent };
}

/** Parses JSON. Null if the text is not JSON, too long or nested too deep. */
function parseJson(text: string): Json {
  if (text.length > LONGEST_PARSED) return null;
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return null;
  if (depthOf(text) > DEEPEST) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns the nesting depth of a JSON text without recursion. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const c = text.charCodeAt(index);
    if (inString) {
      if (c === 0x5c) index++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x7d || c === 0x5d) depth--;
  }
  return deepest;
}

/**
 * Shortens JSON that is too large to keep, but preserves its structure: the first part of each array, object and
 * string.
 */
function shortenJson(json: Json): Json {
  let left = KEPT_CHARACTERS * 60;
  const shorten = (value: Json): Json => {
    left -= 8;
    if (left < 0) return "…";
    if (typeof value === "string") {
      const kept = value.length > KEPT_CHARACTERS ? `${value.slice(0, KEPT_CHARACTERS)}…` : value;
      left -= kept.length;
      return kept;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.slice(0, KEPT_ELEMENTS).map(shorten);
    const names = Object.keys(value).slice(0, KEPT_NAMES);
    return Object.fromEntries(names.map((name) => [name.slice(0, KEPT_CHARACTERS), shorten(value[name] ?? null)]));
  };
  return shorten(json);
}
