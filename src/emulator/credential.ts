import type { AuthKind } from "../model/target.ts";
import type { Ephemerals, Minted } from "./ephemeral.ts";
import type { Question } from "./question.ts";
import type { Refusal } from "./refusal.ts";
import * as refusals from "./refusal.ts";
import type { ShownCredential } from "./scenario.ts";
import { judgeToken } from "./token.ts";

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
  /** A token that is accepted although it has no claims. */
  token: string;
  /** Epoch ms, for the expiry of tokens. */
  now: () => number;
  ephemerals: Ephemerals;
}

/** The caller, or why the request is denied. */
export function admit(question: Question, admission: Admission, known: Credentials): Caller | Refusal {
  const shown = credentialOf(question);
  if (shown === null) {
    const asked = question.protocols.some((name) => name.startsWith("openai-insecure-api-key."));
    return asked ? refusals.subprotocolCredential : refusals.badCredential;
  }
  if (kindOf(shown, question, known) !== null) {
    if (admission.resource) return { kind: "resource", key: shown.at === "bearer" ? null : shown.value };
    return refusals.ephemeralRequired;
  }
  if (shown.at === "bearer" && judgeToken(shown.value, known.now()) === "invalid") return refusals.badToken;
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
  const own = kindOf(shown, question, known);
  if (own !== null) return own;
  return known.ephemerals.find(shown.value) === null ? "unknown" : "ephemeral";
}

export function isRefusal(outcome: Caller | Refusal): outcome is Refusal {
  return "status" in outcome;
}

interface Shown {
  value: string;
  at: "header" | "bearer" | "query";
}

/** The header `api-key` wins over `Authorization`, which wins over the query of a handshake (FR-019). */
function credentialOf(question: Question): Shown | null {
  const header = question.headers["api-key"];
  if (typeof header === "string" && header !== "") return { value: header, at: "header" };
  // Only the paths of Anthropic read the header of Anthropic's own clients.
  const own = question.path.startsWith("/anthropic/") ? question.headers["x-api-key"] : undefined;
  if (typeof own === "string" && own !== "") return { value: own, at: "header" };
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(question.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return { value: bearer, at: "bearer" };
  const inQuery = question.transport === "websocket" ? question.query.get("api-key") : null;
  return inQuery === null || inQuery === "" ? null : { value: inQuery, at: "query" };
}

/**
 * Which credential of the resource a request shows, or null. The v1 surface also accepts the key as a bearer, because
 * OpenAI's own clients send it so.
 */
function kindOf({ value, at }: Shown, { path }: Question, known: Credentials): AuthKind | null {
  if (at !== "bearer") return value !== known.key ? null : at === "header" ? "key" : "key-query";
  if (value === known.token || judgeToken(value, known.now()) === "valid") return "entra";
  return value === known.key && /^(\/openai)?\/v1\//.test(path) ? "key-bearer" : null;
}
