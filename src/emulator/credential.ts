import type { Ephemerals, Minted } from "./ephemeral.ts";
import type { Question } from "./question.ts";
import type { Refusal } from "./refusal.ts";
import * as refusals from "./refusal.ts";
import type { ShownCredential } from "./scenario.ts";

/** The credential of a request: the resource's own, or an ephemeral secret of this resource. */
export type Caller = { kind: "resource"; key: string | null } | { kind: "ephemeral"; minted: Minted };

/** The credentials that an endpoint accepts. */
export interface Admission {
  resource: boolean;
  /** The surface and the kinds of session whose ephemeral secrets it accepts. Null: none. */
  ephemeral: { surface: Minted["surface"]; kinds: readonly Minted["kind"][] } | null;
}

export interface Credentials {
  key: string;
  token: string;
  ephemerals: Ephemerals;
}

/** The caller, or why the request is denied. */
export function admit(question: Question, admission: Admission, known: Credentials): Caller | Refusal {
  const shown = credentialOf(question);
  if (shown === null) {
    const asked = question.protocols.some((name) => name.startsWith("openai-insecure-api-key."));
    return asked ? refusals.subprotocolCredential : refusals.badCredential;
  }
  if (isResource(shown, question, known)) {
    if (admission.resource) return { kind: "resource", key: shown.bearer ? null : shown.value };
    return refusals.ephemeralRequired;
  }
  const minted = known.ephemerals.find(shown.value);
  const { ephemeral } = admission;
  if (minted === null || ephemeral === null) return refusals.badCredential;
  if (minted === "expired") return refusals.expiredEphemeral;
  const taken = minted.surface === ephemeral.surface && ephemeral.kinds.includes(minted.kind);
  return taken ? { kind: "ephemeral", minted } : refusals.badCredential;
}

/** What kind of credential a request shows. */
export function shownBy(question: Question, known: Credentials): ShownCredential {
  const shown = credentialOf(question);
  if (shown === null) return "none";
  if (shown.value === known.token && shown.bearer) return "token";
  if (isResource(shown, question, known)) return "key";
  return known.ephemerals.find(shown.value) === null ? "unknown" : "ephemeral";
}

export function isRefusal(outcome: Caller | Refusal): outcome is Refusal {
  return "status" in outcome;
}

interface Shown {
  value: string;
  bearer: boolean;
}

/** The header `api-key` wins over `Authorization`, which wins over the query of a handshake (FR-019). */
function credentialOf(question: Question): Shown | null {
  const header = question.headers["api-key"];
  if (typeof header === "string" && header !== "") return { value: header, bearer: false };
  // Only the paths of Anthropic read the header of Anthropic's own clients.
  const own = question.path.startsWith("/anthropic/") ? question.headers["x-api-key"] : undefined;
  if (typeof own === "string" && own !== "") return { value: own, bearer: false };
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(question.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return { value: bearer, bearer: true };
  const inQuery = question.transport === "websocket" ? question.query.get("api-key") : null;
  return inQuery === null || inQuery === "" ? null : { value: inQuery, bearer: false };
}

/** The v1 surface also accepts the key as a bearer token, because OpenAI's own clients send it so. */
function isResource(shown: Shown, question: Question, known: Credentials): boolean {
  if (!shown.bearer) return shown.value === known.key;
  return shown.value === known.token || (shown.value === known.key && /^(\/openai)?\/v1\//.test(question.path));
}
