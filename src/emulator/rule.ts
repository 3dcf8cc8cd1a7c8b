import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../model/json.ts";
import { field, textAt } from "./json-field.ts";
import { matchPath } from "./path-pattern.ts";
import { jsonOf, type Question } from "./question.ts";
import type {
  ClientRule,
  EventRule,
  RefusalKind,
  RequestRule,
  Rule,
  ScenarioDeployment,
  ShownCredential,
} from "./scenario.ts";

/** What a rule can compare with. */
interface Situation {
  question: Question;
  /** The existing deployment that it names, or null. */
  deployment: ScenarioDeployment | null;
  /** The documented refusal, or null. */
  refused: RefusalKind | null;
  shown: ShownCredential;
}

/** Refusals before the lookup of a deployment. Only a rule about that refusal matches them. */
const AT_THE_DOOR: readonly RefusalKind[] = [
  "no-route",
  "api-version",
  "bad-credential",
  "bad-token",
  "subprotocol-credential",
];

/** The first rule that matches the request, or null. */
export function requestRule(rules: readonly Rule[], situation: Situation): RequestRule | null {
  return rules.find((rule): rule is RequestRule => "ask" in rule && speaksOf(rule, situation)) ?? null;
}

function speaksOf(rule: RequestRule, situation: Situation): boolean {
  const { ask } = rule;
  const { question, deployment, refused, shown } = situation;
  if (ask.refused !== undefined && ask.refused !== refused) return false;
  const atTheDoor = refused !== null && AT_THE_DOOR.includes(refused);
  if (ask.refused === undefined && ask.always === undefined && atTheDoor) return false;
  if (ask.credential !== undefined && !isShown(ask.credential, shown)) return false;
  if (ask.host !== undefined && !hostOf(question).endsWith(ask.host)) return false;
  if (!headersMatch(ask.headers, question)) return false;
  if (ask.transport !== undefined && ask.transport !== question.transport) return false;
  if (ask.method !== undefined && ask.method !== question.method) return false;
  if (ask.deployment !== undefined && !isDeployment(ask.deployment, deployment)) return false;
  return handshakeMatches(ask.path, ask.query, question) && bodyMatches(ask.body, jsonOf(question));
}

function isShown(wanted: ShownCredential, shown: ShownCredential): boolean {
  return wanted === shown || (wanted === "key" && (shown === "key-bearer" || shown === "key-query"));
}

function headersMatch(wanted: Record<string, string | null> | undefined, { headers }: Question): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => {
    const given = headers[name.toLowerCase()] ?? null;
    return value === "*" ? given !== null : given === value;
  });
}

function hostOf({ headers }: Situation["question"]): string {
  return (headers.host ?? "").replace(/:\d+$/, "");
}

function bodyMatches(wanted: Record<string, Json> | undefined, body: JsonObject): boolean {
  return Object.entries(wanted ?? {}).every(([path, value]) => {
    const given = field(body, path) ?? null;
    return value === "*" ? given !== null : isDeepStrictEqual(given, value);
  });
}

function isDeployment(wanted: { model?: string; role?: string }, deployment: ScenarioDeployment | null): boolean {
  if (deployment === null) return false;
  if (wanted.model !== undefined && wanted.model !== deployment.model) return false;
  return wanted.role === undefined || wanted.role === deployment.role;
}

function handshakeMatches(
  path: string | undefined,
  query: Record<string, string | null> | undefined,
  question: Question,
): boolean {
  if (path !== undefined && matchPath(path, question.path) === null) return false;
  return Object.entries(query ?? {}).every(([name, wanted]) => {
    const value = question.query.get(name);
    return wanted === "*" ? value !== null : value === wanted;
  });
}

/** The first rule that matches an event of a session with this handshake and model, or null. */
export function eventRule(
  rules: readonly Rule[],
  handshake: Question,
  event: JsonObject,
  model: string | null,
): EventRule | null {
  const found = rules.find((candidate): candidate is EventRule => {
    if (!("event" in candidate) || candidate.event !== event.type) return false;
    if (candidate.model !== undefined && candidate.model !== model) return false;
    if (candidate.code !== undefined && candidate.code !== textAt(event, "error.code")) return false;
    if (candidate.param !== undefined && candidate.param !== textAt(event, "error.param")) return false;
    return handshakeMatches(candidate.path, candidate.query, handshake);
  });
  return found ?? null;
}

/** The rule that refuses an event of the client, or null. */
export function clientRule(rules: readonly Rule[], handshake: Question, event: JsonObject): ClientRule | null {
  const found = rules.find((candidate): candidate is ClientRule => {
    if (!("client" in candidate) || candidate.client !== event.type) return false;
    return handshakeMatches(candidate.path, candidate.query, handshake) && bodyMatches(candidate.body, event);
  });
  return found ?? null;
}
