import { isJsonObject, type Json } from "../model/json.ts";
import { isCredentialName, isOpenQueryName } from "./credential-names.ts";
import type { SecretKind, Vault } from "./secret.ts";

/*
 * Redaction where data is captured: register what is a secret by its place, then replace every registered value in
 * every encoding, then what has the shape of one. Always before anything is cut.
 */

/** Shapes of secrets that nobody registered: minted secrets, tokens, annotated keys. The group is what is masked. */
const SHAPES: [RegExp, SecretKind][] = [
  [/\b(ek_[A-Za-z0-9_-]{8,})/g, "ephemeral"],
  [/\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)/g, "token"],
  [/\b([A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}(?:==)?)/g, "apikey"],
  [/\bopenai-insecure-api-key\.([^\s,;"']{6,})/g, "unknown"],
  [/\bbearer\s+(?!REDACTED)([A-Za-z0-9._~+/=-]{16,})/gi, "token"],
  [/(?:api-key|api_key|subscription-key|access_token|client_secret|\bsig)=(?!REDACTED)([^&\s"'<>\\]{4,})/gi, "unknown"],
  [/\ba=ice-pwd:(?!REDACTED)(\S+)/g, "unknown"],
  [/\ba=ice-ufrag:(?!REDACTED)(\S+)/g, "unknown"],
];

/** A text with every secret in it replaced by its label: by value, then by shape. */
export function redactText(text: string, vault: Vault): string {
  let out = vault.redact(text);
  for (const [shape, kind] of SHAPES) {
    out = out.replace(shape, (match: string, secret: string) => match.replace(secret, labelOf(secret, kind, vault)));
  }
  return out;
}

/** Redacts again a whole captured value, with all that was learnt since. */
export function redactAgain<T>(captured: T, vault: Vault): T;
export function redactAgain(captured: unknown, vault: Vault): unknown {
  if (typeof captured === "string") return redactText(captured, vault);
  if (Array.isArray(captured)) return captured.map((element) => redactAgain(element, vault));
  if (typeof captured !== "object" || captured === null) return captured;
  return Object.fromEntries(
    Object.entries(captured).map(([key, value]) => [redactText(key, vault), redactAgain(value, vault)]),
  );
}

/** Registers what a JSON answer holds as a secret by its place: minted secrets of both shapes, and credential names. */
export function registerSecretsIn(json: Json, vault: Vault): void {
  if (Array.isArray(json)) {
    for (const element of json) registerSecretsIn(element, vault);
    return;
  }
  if (!isJsonObject(json)) return;
  if (typeof json.value === "string" && "expires_at" in json) register(json.value, "ephemeral", vault);
  for (const [name, value] of Object.entries(json)) {
    // An error's code and a token count share their names with credentials, and are evidence.
    if (typeof value === "string" && isCredentialName(name) && name !== "code" && name !== "key" && name !== "token") {
      register(value, name === "client_secret" ? "ephemeral" : "unknown", vault);
    } else registerSecretsIn(value, vault);
  }
}

/** A URL as it may be shown: userinfo and the values of names that are not known to be open are labels. */
export function redactUrl(text: string, vault: Vault): string {
  const query = text.indexOf("?");
  const hash = text.indexOf("#");
  const head = text.slice(0, query === -1 ? (hash === -1 ? undefined : hash) : query);
  const bare = head.replace(/^([a-z][a-z0-9+.-]*:[\\/]*)([^/\\?#@]*)@/i, (_, scheme: string, userinfo: string) => {
    return `${scheme}${labelOf(userinfo, "unknown", vault)}@`;
  });
  if (query === -1) return redactText(bare + (hash === -1 ? "" : text.slice(hash)), vault);
  const end = hash > query ? hash : text.length;
  const pairs = text.slice(query + 1, end).split("&");
  return redactText(`${bare}?${pairs.map((pair) => redactPair(pair, vault)).join("&")}${text.slice(end)}`, vault);
}

/** The label of a value by its place; one that is too short to be registered is only masked. */
export function labelOf(value: string, kind: SecretKind, vault: Vault): string {
  return register(value, kind, vault) ?? "REDACTED";
}

function redactPair(pair: string, vault: Vault): string {
  const equals = pair.indexOf("=");
  if (equals === -1) return pair.length > 40 ? "REDACTED" : pair;
  const name = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  if (value === "" || isOpenQueryName(name)) return pair;
  if (/^REDACTED-/.test(value)) return pair;
  if (!isCredentialName(name)) return `${name}=REDACTED`;
  return `${name}=${labelOf(decodedValue(value), "unknown", vault)}`;
}

function register(value: string, kind: SecretKind, vault: Vault): string | null {
  if (/^REDACTED(-|$)/.test(value)) return value;
  try {
    return value.length < 4 ? null : vault.register(value, kind).label;
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
