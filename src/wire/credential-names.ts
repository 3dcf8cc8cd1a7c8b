/** Names under which credentials travel in queries, headers and bodies; compared in lower case, percent-decoded. */
const CREDENTIAL_NAMES = new Set([
  "api-key",
  "api_key",
  "apikey",
  "x-api-key",
  "subscription-key",
  "ocp-apim-subscription-key",
  "authorization",
  "proxy-authorization",
  "access_token",
  "access-token",
  "refresh_token",
  "id_token",
  "token",
  "key",
  "code",
  "sig",
  "signature",
  "secret",
  "client_secret",
  "password",
  "x-functions-key",
]);

/** Values of these query names are evidence, and never secret. */
const OPEN_QUERY_NAMES = new Set([
  "api-version",
  "intent",
  "model",
  "deployment",
  "call_id",
  "webrtcfilter",
  "agent_id",
  "project_id",
]);

/** Whether a name is one under which a credential travels. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL_NAMES.has(decoded(name).trim().toLowerCase());
}

/** Names that an error, a token count or an item of a list shares with credentials: in a body they are evidence. */
const EVIDENCE_IN_BODIES = new Set(["code", "key", "token"]);

/** Whether a name in a JSON body is one under which a credential stands. */
export function isBodyCredentialName(name: string): boolean {
  return isCredentialName(name) && !EVIDENCE_IN_BODIES.has(name.trim().toLowerCase());
}

/** Whether a query value may be shown. */
export function isOpenQueryName(name: string): boolean {
  return OPEN_QUERY_NAMES.has(decoded(name).toLowerCase());
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
