import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../model/json.ts";
import { field, textAt } from "./json-field.ts";
import { matchPath } from "./path-pattern.ts";
import { jsonOf, type Question } from "./question.ts";
import type { EventRule, RefusalKind, RequestRule, Rule, ScenarioDeployment, Source } from "./scenario.ts";

/** What a rule can know of a request. */
export interface Situation {
  question: Question;
  /** The existing deployment that it names, or null. */
  deployment: ScenarioDeployment | null;
  /** What the documentation would refuse it for, or null. */
  refused: RefusalKind | null;
}

/** Refusals before any deployment is looked at: only a rule about that very refusal speaks of them. */
const AT_THE_DOOR: readonly RefusalKind[] = ["no-route", "api-version", "bad-credential", "subprotocol-credential"];

/** The first rule that speaks of the request, or null. */
export function requestRule(rules: readonly Rule[], situation: Situation): RequestRule | null {
  return rules.find((rule): rule is RequestRule => "ask" in rule && speaksOf(rule, situation)) ?? null;
}

function speaksOf(rule: RequestRule, situation: Situation): boolean {
  const { ask } = rule;
  const { question, deployment, refused } = situation;
  if (ask.refused !== undefined && ask.refused !== refused) return false;
  if (ask.refused === undefined && refused !== null && AT_THE_DOOR.includes(refused)) return false;
  if (ask.transport !== undefined && ask.transport !== question.transport) return false;
  if (ask.method !== undefined && ask.method !== question.method) return false;
  if (ask.deployment !== undefined && !isDeployment(ask.deployment, deployment)) return false;
  return (
    handshakeMatches(ask.path, ask.query, question) &&
    Object.entries(ask.body ?? {}).every(([path, value]) =>
      isDeepStrictEqual(field(jsonOf(question), path) ?? null, value),
    )
  );
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

/** Where an event like this was seen, on a session opened by this handshake, about a deployment of this model. */
export function eventSource(
  rules: readonly Rule[],
  handshake: Question,
  event: JsonObject,
  model: string | null,
): Source {
  const rule = rules.find((candidate): candidate is EventRule => {
    if (!("event" in candidate) || candidate.event !== event.type) return false;
    if (candidate.model !== undefined && candidate.model !== model) return false;
    if (candidate.code !== undefined && candidate.code !== textAt(event, "error.code")) return false;
    if (candidate.param !== undefined && candidate.param !== textAt(event, "error.param")) return false;
    return handshakeMatches(candidate.path, candidate.query, handshake);
  });
  return rule?.source ?? "inferred";
}
