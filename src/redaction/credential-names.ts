/*
 * The names that mean a credential: one list for headers, queries, bodies, events and texts. Names are compared in
 * lower case, without punctuation and without a final number. `Client-Secret`, `client_secret` and `clientSecret2` are
 * therefore equal.
 */

/** The value of such a name is a credential, however short. */
const CERTAIN =
  /(?:passw(?:or)?d|passphrase|pwd|secret|credentials?|authorization|cookie|(?:api|access|account|shared|sharedaccess|secret|subscription|functions?|primary|secondary|private|master|ephemeral|signing|encryption)key|(?:access|refresh|id|session|security|auth|bearer|ephemeral|sas|identity|client|csrf|xsrf)token|(?:auth|authorization|device)code|sharedaccesssignature|sas|signature|icepwd|iceufrag)$/;
/**
 * The value of such a name is a credential only if it looks like one. A list item, a count or a cache may have the same
 * name.
 */
const PERHAPS = /(?:token|key|sig)$/;
/** Names with the same ending whose values are evidence. */
const EXEMPT =
  /^(?:secwebsocketkey|secwebsocketaccept)$|(?:public|cache|partition|idempotency|sort|row|foreign|surrogate)key$/;
/** Headers with which a gateway forwards a caller's tokens and claims. */
const FORWARDED = /^(?:xmstoken|xmsclientprincipal(?!name|id|idp))/;

/** Query names whose values are evidence and never secret. */
const OPEN_QUERY_NAMES = new Set([
  "api-version",
  "intent",
  "model",
  "deployment",
  "call_id",
  "webrtcfilter",
  "agent_id",
  "profile",
  "project_id",
]);

/** Returns how surely a name means a credential. Null if it does not. */
export function credentialName(name: string): "certain" | "perhaps" | null {
  const normal = normalizeName(name);
  if (EXEMPT.test(normal)) return null;
  return CERTAIN.test(normal) ? "certain" : PERHAPS.test(normal) ? "perhaps" : null;
}

/** Whether a header or query parameter of this name holds a credential. */
export function isCredentialName(name: string): boolean {
  const normal = normalizeName(name);
  return normal === "code" || FORWARDED.test(normal) || credentialName(name) !== null;
}

/** Whether a report may show the value of this query name. */
export function isOpenQueryName(name: string): boolean {
  return OPEN_QUERY_NAMES.has(decoded(name).toLowerCase());
}

function normalizeName(name: string): string {
  return decoded(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "")
    .replace(/\d+$/, "");
}

function decoded(name: string): string {
  if (!name.includes("%")) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
