import { createHash } from "node:crypto";
import { valueAt } from "../model/dotted.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Body } from "../model/recording.ts";
import { isCredentialName } from "./credential-names.ts";
import {
  labelOf,
  redactAgain,
  redactJsonText,
  redactText,
  redactUrl,
  registerMinted,
  registerMintedInText,
} from "./redaction.ts";
import type { Secret, Vault } from "./secret.ts";

/** JSON nested deeper than this is kept as text only: recursion over it would be the peer's to control. */
const DEEPEST = 64;
/** What is kept of a unit too large to be kept whole: elements of an array, names of an object, characters of a string. */
const KEPT_ELEMENTS = 20;
const KEPT_NAMES = 100;
const KEPT_CHARACTERS = 1024;
const URL_HEADERS = new Set(["location", "content-location", "refresh", "link", "referer"]);

/** A response header block as it may be recorded: in its order and case, values of credentials as labels. */
export function captureHeaders(raw: [string, string][], vault: Vault): [string, string][] {
  return raw.map(([name, value]) => [redactText(name, vault), captureHeader(name.toLowerCase(), value, vault)]);
}

function captureHeader(name: string, value: string, vault: Vault): string {
  const rule = /^(set-)?cookie$/.test(name) ? "cookie value" : isCredentialName(name) ? "header name" : "url header";
  if (!vault.rules.has(rule)) return redactText(value, vault);
  if (name === "set-cookie") return redactText(redactCookie(value, vault), vault);
  if (name === "cookie") return "REDACTED";
  if (rule === "header name") return labelOf(value.replace(/^(Bearer|Basic)\s+/i, ""), "unknown", vault);
  return URL_HEADERS.has(name) ? redactUrl(value, vault) : redactText(value, vault);
}

function redactCookie(cookie: string, vault: Vault): string {
  const value = vault.redact(cookie);
  const [, name = "", secret = ""] = /^([^=;]*=)?([^;]*)/.exec(value) ?? [];
  return `${name}${labelOf(secret, "unknown", vault)}${value.slice(name.length + secret.length)}`;
}

/**
 * A body as it may be recorded. What stands at `secretsAt` is registered before anything else is done with it.
 * @param bytes what was read, at most the body limit
 * @param more whether the peer had more to send
 */
export function captureBody(
  bytes: Buffer,
  more: boolean,
  secretsAt: string[],
  vault: Vault,
  evidence: number,
): { body: Body; secrets: Record<string, Secret> } {
  const raw = textOf(bytes, more);
  if (raw === null) return { body: { text: null, json: null, bytes: bytes.length, cut: more }, secrets: {} };
  const parsed = parseJson(raw);
  const secrets = keptSecrets(parsed, secretsAt, vault);
  if (parsed === null) {
    const names = secretsAt.map((path) => path.slice(path.lastIndexOf(".") + 1));
    registerMintedInText(raw, names, vault);
  } else registerMinted(parsed, vault);
  const redacted = redactJsonText(raw, vault);
  const text = more ? vault.redactEnd(redacted) : redacted;
  const cut = more || text.length > evidence;
  return {
    body: {
      text: text.slice(0, evidence),
      json: shortened(parseJson(text), text.length > evidence),
      bytes: bytes.length,
      cut,
    },
    secrets,
  };
}

/** What stands where the probe says that a secret does: registered before anything else is done with the body. */
function keptSecrets(json: Json, secretsAt: string[], vault: Vault): Record<string, Secret> {
  const secrets: Record<string, Secret> = {};
  if (!vault.rules.has("kept by the probe")) return secrets;
  for (const path of secretsAt) {
    const value = valueAt(json, path);
    if (typeof value === "string" && value.length >= 4 && !/[\u0000-\u001f]/.test(value)) {
      secrets[path] = vault.register(value, "ephemeral");
    }
  }
  return secrets;
}

/** Bytes as text; null where they are none. What is not UTF-8 and holds no control is taken for one byte a character. */
function textOf(bytes: Buffer, more: boolean): string | null {
  // A cut may fall within a character.
  const whole = more ? bytes.subarray(0, lastBoundary(bytes)) : bytes;
  try {
    return withoutControls(new TextDecoder("utf-8", { fatal: true }).decode(whole));
  } catch {
    return withoutControls(bytes.toString("latin1"));
  }
}

/** Where the last character begins that may be incomplete, or the end. */
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

/** Our own body as it is recorded. */
export function captureSent(shown: string | null, bytes: number, vault: Vault, evidence: number): Body {
  if (shown === null) return { text: null, json: null, bytes, cut: false };
  const text = redactText(shown, vault);
  return { text: text.slice(0, evidence), json: parseJson(text), bytes, cut: text.length > evidence };
}

/** A message as it may be recorded: an event, or the text of what is none. */
export function captureMessage(
  raw: string,
  vault: Vault,
  evidence: number,
): { event: JsonObject | null; text: string | null } {
  const parsed = parseJson(raw);
  if (!isJsonObject(parsed)) return { event: null, text: redactText(raw, vault).slice(0, evidence) };
  const elided = vault.rules.has("audio") ? elideAudio(parsed) : parsed;
  registerMinted(elided, vault);
  const shown = redactJsonText(JSON.stringify(elided), vault);
  const redacted = shortened(parseJson(shown), shown.length > evidence);
  return isJsonObject(redacted)
    ? { event: redacted, text: null }
    : { event: null, text: redactJsonText(raw, vault).slice(0, evidence) };
}

/** An event of ours as it is recorded. */
export function captureOwn(event: JsonObject, vault: Vault): JsonObject {
  return redactAgain(elideAudio(event), vault);
}

/** Replaces audio by its length and hash, wherever it stands: what it says stands in the transcript. */
function elideAudio(event: JsonObject): JsonObject {
  const delta = typeof event.type === "string" && /audio\.delta$/.test(event.type);
  const entries = Object.entries(event).map(([name, value]): [string, Json] => {
    const audio = name === "audio" || (name === "delta" && delta);
    return [name, audio && typeof value === "string" ? digest(value) : elideWithin(value)];
  });
  return Object.fromEntries(entries);
}

/** Not deeper than parseJson lets anything be. */
function elideWithin(value: Json): Json {
  if (Array.isArray(value)) return value.map(elideWithin);
  return isJsonObject(value) ? elideAudio(value) : value;
}

function digest(base64: string): JsonObject {
  const sha256 = createHash("sha256").update(base64).digest("hex").slice(0, 16);
  return { bytes: Math.floor((base64.length * 3) / 4), sha256 };
}

/** JSON of a text, or null where it is none or nested too deep. */
function parseJson(text: string): Json {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return null;
  if (depthOf(text) > DEEPEST) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Nesting of a JSON text, found without recursion. */
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

/** Of a unit too large to keep, the JSON keeps its shape: the first of each array, object and string. */
function shortened(json: Json, tooLarge: boolean): Json {
  if (!tooLarge || json === null) return json;
  if (typeof json === "string") return json.length > KEPT_CHARACTERS ? `${json.slice(0, KEPT_CHARACTERS)}…` : json;
  if (typeof json !== "object") return json;
  if (Array.isArray(json)) return json.slice(0, KEPT_ELEMENTS).map((element) => shortened(element, true));
  const entries = Object.entries(json).slice(0, KEPT_NAMES);
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(0, KEPT_CHARACTERS), shortened(value, true)]));
}
