import type { Json } from "../model/json.ts";
import type { Role } from "../model/role.ts";

/*
 * A scenario is a resource at a place and a date, as data. What its rules do not speak of is answered as the
 * documentation says (endpoints/ and session/), and marked `inferred`.
 *
 *   request ─► route, credential ─► named deployment ─► first rule that matches ─► its answer, its source
 *                                                  └─► no rule ─► documented answer, `inferred`
 */

/** A field report's id. */
export type ReportId = `FR-${number}`;

/** Where an answer comes from: a report of this place and date, a report of another, or the documentation. */
export type Source = "inferred" | ReportId | `${ReportId};elsewhere`;

export interface ScenarioDeployment {
  name: string;
  model: string;
  version: string;
  sku: string;
  role: Role;
}

/** The documented refusals, by what is wrong with the request. */
export type RefusalKind =
  | "api-version"
  | "bad-credential"
  | "bad-request"
  | "both-selectors"
  | "ephemeral-required"
  | "missing-deployment"
  | "no-route"
  | "no-selector"
  | "not-chat"
  | "session-type"
  | "subprotocol-credential"
  | "wrong-model";

/** Requests a rule speaks of. What is left out matches anything. */
export interface RequestMatch {
  transport?: "http" | "websocket";
  method?: string;
  /** May hold `{deployment}` for one segment. */
  path?: string;
  /** Names of the query: the value it must have; `*`: any value; null: absent. */
  query?: Record<string, string | null>;
  /** Dotted paths of a JSON body: the value it must have; null: absent. */
  body?: Record<string, Json>;
  /** The deployment that the request names exists and is this; `{}`: it exists. */
  deployment?: { model?: string; role?: Role };
  /** The documented answer is this refusal. A request without route or credential is matched by this alone. */
  refused?: RefusalKind;
}

/** What a rule answers with. */
export type RuleAnswer =
  /** As documented: the rule says only where it was seen. */
  | { kind: "as-documented" }
  /** Served, whatever refusal is documented. */
  | { kind: "serve" }
  | { kind: "reply"; status: number; headers?: Record<string, string>; body: Json }
  /** A `Location` on this host with the query of the request and the caller's key added as `api-key`. */
  | { kind: "redirect"; status: number; path: string };

export interface RequestRule {
  source: Source;
  ask: RequestMatch;
  answer: RuleAnswer;
}

/** Events of a session a rule speaks of. Their content is the documented one; the rule says where it was seen. */
export interface EventRule {
  source: Source;
  event: string;
  /** Path and query of the session's handshake, as in a request. */
  path?: string;
  query?: Record<string, string | null>;
  /** `error.code` and `error.param` of the event. */
  code?: string;
  param?: string;
  /** Model of the deployment that the event is about. */
  model?: string;
}

export type Rule = RequestRule | EventRule;

export interface Scenario {
  name: string;
  /** As `x-ms-region` has it. */
  region: string;
  /** Of the reports, ISO 8601; null for a resource that was nowhere. */
  date: string | null;
  deployments: readonly ScenarioDeployment[];
  /** First match answers. */
  rules: readonly Rule[];
}
