import { servesVersion } from "./api-version.ts";
import { admit, type Caller, type Credentials, isRefusal, shownBy } from "./credential.ts";
import {
  type Asked,
  type Endpoint,
  isRefused,
  type Opening,
  type Reply,
  type Resource,
  type Served,
} from "./endpoints/endpoint.ts";
import { ENDPOINTS } from "./endpoints/index.ts";
import { freshRequestId } from "./identity.ts";
import { matchPath } from "./path-pattern.ts";
import type { Question } from "./question.ts";
import * as refusals from "./refusal.ts";
import { bodyOf, type Refusal } from "./refusal.ts";
import { requestRule } from "./rule.ts";
import type { RuleAnswer, ScenarioDeployment } from "./scenario.ts";

/*
 *   path ─► api-version ─► credential ─► deployment named ─► decision table ─┐
 *     each may refuse, as documented ────────────────────────────────────────┴─► the scenario's rules ─► answer
 */

/** The answer to a request, and its source. */
interface Outcome {
  answer: Reply | Opening;
  source: string;
  /** The existing deployment that the request names, or null. */
  deployment: ScenarioDeployment | null;
}

/** Dependencies of the gateway. */
export interface Gate {
  resource: Resource;
  credentials: Credentials;
  /** The origin of a redirect: `ws://127.0.0.1:80`. */
  socketOrigin: (question: Question) => string;
  /** Maximum ms of a session. */
  sessionMs: number;
}

interface Documented {
  refusal: Refusal | null;
  /** Null if the request has no route or no caller. */
  served: { endpoint: Endpoint; asked: Asked } | null;
  /** The existing deployment that the request names or mentions, for the rules. */
  deployment: ScenarioDeployment | null;
}

/** Answers a request or a handshake. */
export function answer(asked: Question, gate: Gate): Outcome {
  const { basePath = "" } = gate.resource.scenario;
  if (basePath !== "" && !asked.path.startsWith(`${basePath}/`)) {
    return { answer: refusalReply(refusals.noRoute), source: "inferred", deployment: null };
  }
  const question: Question = { ...asked, path: asked.path.slice(basePath.length) };
  if (question.body.kind === "too-large") {
    return { answer: refusalReply(refusals.bodyTooLarge), source: "inferred", deployment: null };
  }
  const { refusal, served, deployment } = documentedAnswer(question, gate);
  const shown = shownBy(question, gate.credentials);
  const situation = { question, deployment, refused: refusal?.kind ?? null, shown };
  const rule = requestRule(gate.resource.scenario.rules, situation);
  const kind = rule?.answer.kind ?? "as-documented";
  if (rule?.answer.kind === "as") {
    const other = documentedAnswer({ ...question, path: rule.answer.path }, gate);
    return { source: rule.source, answer: answerOf(other.refusal, other.served), deployment: other.deployment };
  }
  if (rule !== null && (rule.answer.kind === "reply" || rule.answer.kind === "redirect")) {
    const given = replyOf(rule.answer, question, gate, served?.asked.caller ?? null);
    return { source: rule.source, answer: given, deployment };
  }
  const source = rule?.source ?? "inferred";
  if (kind !== "serve") return { source, answer: answerOf(refusal, served), deployment };
  // A gateway may add the credential that the request lacks.
  const accepted = served ?? documentedAnswer(question, gate, true).served;
  return { source, answer: answerOf(null, accepted), deployment };
}

function answerOf(refusal: Refusal | null, served: Documented["served"]): Reply | Opening {
  const outcome: Served = refusal ?? (served === null ? refusals.noRoute : served.endpoint.serve(served.asked));
  return isRefused(outcome) ? refusalReply(outcome) : outcome;
}

function documentedAnswer(question: Question, gate: Gate, isOpen = false): Documented {
  const { resource, credentials } = gate;
  const route = routeOf(question);
  if (route === null) return { refusal: refusals.noRoute, served: null, deployment: null };
  const { endpoint, params } = route;
  if (!servesVersion(endpoint.versions, question.query.get("api-version"), resource.scenario.apiVersions)) {
    return { refusal: refusals.apiVersion, served: null, deployment: null };
  }
  const caller: Caller | Refusal =
    isOpen || endpoint.admits === null
      ? { kind: "resource", key: null }
      : admit(question, endpoint.admits, credentials);
  const named = endpoint.names(question, params);
  const deployment = named === null ? null : resource.find(named);
  if (isRefusal(caller)) return { refusal: caller, served: null, deployment };
  const asked: Asked = { question, params, caller, deployment, resource };
  const missing = named !== null && deployment === null;
  const refusal = missing ? refusals.missingDeployment : (endpoint.refuse(asked) ?? rateRefusal(question, resource));
  const spoken = endpoint.speaksOf?.(question) ?? null;
  return {
    refusal,
    served: { endpoint, asked },
    deployment: deployment ?? (spoken === null ? null : resource.find(spoken)),
  };
}

/** Only accepted handshakes count, because the limit is for connections. */
function rateRefusal({ transport }: Question, { handshakes }: Resource): Refusal | null {
  const wait = transport === "websocket" ? (handshakes?.take() ?? null) : null;
  return wait === null ? null : refusals.handshakeRate(wait);
}

function routeOf(question: Question): { endpoint: Endpoint; params: Record<string, string> } | null {
  for (const endpoint of ENDPOINTS) {
    if (endpoint.transport !== question.transport || endpoint.method !== question.method) continue;
    const params = matchPath(endpoint.path, question.path);
    if (params !== null) return { endpoint, params };
  }
  return null;
}

function refusalReply(refusal: Refusal): Reply {
  const { status, headers = {} } = refusal;
  return { kind: "reply", status, headers, body: { kind: "json", value: bodyOf(refusal) } };
}

function replyOf(
  rule: Extract<RuleAnswer, { kind: "reply" | "redirect" }>,
  question: Question,
  gate: Gate,
  caller: Caller | null,
): Reply {
  if (rule.kind === "reply") {
    return {
      kind: "reply",
      status: rule.status,
      headers: withFreshIds(rule.headers ?? {}),
      body: { kind: "json", value: rule.body },
    };
  }
  const location = gate.socketOrigin(question) + rule.path + queryWithKey(question, caller);
  return { kind: "reply", status: rule.status, headers: { location }, body: { kind: "none" } };
}

/** `{fresh-id}` in a header is a new id each time. */
function withFreshIds(headers: Record<string, string>): Record<string, string> {
  const filled = Object.entries(headers).map(([name, value]) => [name, value.replace("{fresh-id}", freshRequestId())]);
  return Object.fromEntries(filled);
}

/** The query of the request with the caller's key, as FR-003 and FR-030 saw it in the `Location`. */
function queryWithKey(question: Question, caller: Caller | null): string {
  const key = caller?.kind === "resource" ? caller.key : null;
  const added = key === null || question.query.has("api-key") ? [] : [`api-key=${encodeURIComponent(key)}`];
  const query = [...(question.search === "" ? [] : [question.search]), ...added].join("&");
  return query === "" ? "" : `?${query}`;
}
