import type { Json, JsonObject } from "../model/json.ts";
import type { Role } from "../model/role.ts";
import type { RateLimit } from "./rate.ts";

/*
 * A scenario is a resource at a place and a date, as data. What its rules do not speak of is answered as the
 * documentation says (endpoints/ and session/), and marked `inferred`.
 *
 *   request ─► route, credential ─► named deployment ─► first rule that matches ─► its answer, its source
 *                                                  └─► no rule ─► documented answer, `inferred`
 */

export interface ScenarioDeployment {
  name: string;
  model: string;
  version: string;
  sku: string;
  role: Role;
}

/** The documented refusals, by what is wrong with the request. */
export const REFUSAL_KINDS = [
  "api-version",
  "bad-credential",
  "bad-request",
  "both-selectors",
  "ephemeral-required",
  "handshake-rate",
  "missing-deployment",
  "no-route",
  "no-selector",
  "not-chat",
  "session-type",
  "subprotocol-credential",
  "wrong-model",
] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** Requests a rule speaks of. What is left out matches anything. */
export interface RequestMatch {
  transport?: "http" | "websocket";
  method?: string;
  /** May hold `{deployment}` for one segment. */
  path?: string;
  /** Names of the query: the value it must have; `*`: any value; null: absent. */
  query?: Record<string, string | null>;
  /** How the request shows who asks; `unknown`: with a credential that is not of this resource. */
  credential?: ShownCredential;
  /** What the `Host` header ends with. */
  host?: string;
  /** Dotted paths of a JSON body: the value it must have; `*`: any value; null: absent. */
  body?: Record<string, Json>;
  /** The deployment that the request names exists and is this; `{}`: it exists. */
  deployment?: { model?: string; role?: Role };
  /** The documented answer is this refusal. A request without route or credential is matched by this alone. */
  refused?: RefusalKind;
  /** Matched whatever the documented answer is, even without route or credential. */
  always?: true;
}

export const SHOWN_CREDENTIALS = ["none", "key", "token", "ephemeral", "unknown"] as const;
export type ShownCredential = (typeof SHOWN_CREDENTIALS)[number];

/** What a rule answers with. */
export type RuleAnswer =
  /** As documented: the rule says only where it was seen. */
  | { kind: "as-documented" }
  /** Served, whatever refusal is documented. */
  | { kind: "serve" }
  | { kind: "reply"; status: number; headers?: Record<string, string>; body: Json }
  /** A `Location` on this host with the query of the request and the caller's key added as `api-key`. */
  | { kind: "redirect"; status: number; path: string }
  /** As this path is: the same service under another name. */
  | { kind: "as"; path: string };

/** Where a rule comes from. */
interface Sourced {
  /** `FR-001`: a field report of this place and date; `FR-001;elsewhere`: of another; `inferred`: no report. */
  source: string;
  /** What the report does not say and the rule assumes; absent: nothing. */
  inferred?: string;
}

export interface RequestRule extends Sourced {
  ask: RequestMatch;
  answer: RuleAnswer;
}

/** What comes in place of an event, or behind it. `{item_id}` in a text is that of the event. */
export type EventAnswer =
  | { kind: "event"; type: string; fields: JsonObject }
  | { kind: "then"; type: string; fields: JsonObject }
  | { kind: "nothing" }
  | { kind: "close"; code: number; reason: string };

/** Events of a session a rule speaks of: where they were seen, and what came where it was not the documented event. */
export interface EventRule extends Sourced {
  event: string;
  /** Path and query of the session's handshake, as in a request. */
  path?: string;
  query?: Record<string, string | null>;
  /** `error.code` and `error.param` of the event. */
  code?: string;
  param?: string;
  /** Model of the deployment that the event is about. */
  model?: string;
  /** Absent: as documented. */
  becomes?: EventAnswer;
}

/** An event of the client that is refused, whatever is documented of it. */
export interface ClientRule extends Sourced {
  client: string;
  path?: string;
  query?: Record<string, string | null>;
  body?: Record<string, Json>;
  error: { code: string; message: string; param: string | null };
}

export type Rule = RequestRule | EventRule | ClientRule;

export interface Scenario {
  name: string;
  /** As `x-ms-region` has it. */
  region: string;
  /** Of the reports, ISO 8601; null for a resource that was nowhere. */
  date: string | null;
  deployments: readonly ScenarioDeployment[];
  /** Api-versions that preview paths take here beside those they take everywhere. */
  apiVersions?: readonly string[];
  /** Absent: handshakes are not counted. */
  handshakes?: RateLimit;
  /** Reports that are served here by what others say, and how. */
  also?: readonly { report: string; how: string }[];
  /** First match answers. */
  rules: readonly Rule[];
}
