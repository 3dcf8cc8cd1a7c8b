import type { Json, JsonObject } from "../model/json.ts";
import type { Role } from "../model/role.ts";
import { AUTH_KINDS, type RequestAuth } from "../model/target.ts";
import type { RateLimit } from "./rate.ts";

/*
 * A scenario is a resource at a place and a date, as data. A request without a rule is answered as the
 * documentation says (endpoints/ and session/). That answer has the source `inferred`.
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

/** The documented refusals, named after what is wrong with the request. */
export const REFUSAL_KINDS = [
  "api-version",
  "bad-credential",
  "bad-request",
  "bad-token",
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

/** The requests of a rule. An absent key matches anything. */
export interface RequestMatch {
  transport?: "http" | "websocket";
  method?: string;
  /** May contain `{deployment}` for one segment. */
  path?: string;
  /** Query parameters: the required value, `*` for any value, null if it must be absent. */
  query?: Record<string, string | null>;
  /** The kind of credential. `key`: the key in any place. `unknown`: not a credential of this resource. */
  credential?: ShownCredential;
  /** The end of the `Host` header, without the port. */
  host?: string;
  /** Headers by name: the required value, `*` for any value, null if it must be absent. */
  headers?: Record<string, string | null>;
  /** Dotted paths in the JSON body: the required value, `*` for any value, null if it must be absent. */
  body?: Record<string, Json>;
  /** The existing deployment that the request names. `{}`: any. */
  deployment?: { model?: string; role?: Role };
  /** The documented answer is this refusal. A request without route or credential is matched by this alone. */
  refused?: RefusalKind;
  /** Match also a request without a route or without a valid credential. */
  always?: true;
}

export const SHOWN_CREDENTIALS = [...AUTH_KINDS, "ephemeral", "none", "unknown"] as const satisfies (
  | RequestAuth
  | "unknown"
)[];
export type ShownCredential = (typeof SHOWN_CREDENTIALS)[number];

/** The answer of a rule. */
export type RuleAnswer =
  /** As documented. The rule only adds the source. */
  | { kind: "as-documented" }
  /** Served, even if a refusal is documented. */
  | { kind: "serve" }
  | { kind: "reply"; status: number; headers?: Record<string, string>; body: Json }
  /** A `Location` on this host with the query of the request and the caller's key added as `api-key`. */
  | { kind: "redirect"; status: number; path: string }
  /** Like the answer of this path. */
  | { kind: "as"; path: string };

/** The source of a rule. */
interface Sourced {
  /** `FR-001` is a field report of this place and date, `FR-001;elsewhere` of another. `inferred`: no report. */
  source: string;
  /** What the report does not say and the rule assumes. Absent: nothing. */
  inferred?: string;
}

export interface RequestRule extends Sourced {
  ask: RequestMatch;
  answer: RuleAnswer;
}

/** What is sent instead of an event, or after it. `{item_id}` in a text is that of the event. */
export type EventAnswer =
  | { kind: "event"; type: string; fields: JsonObject }
  | { kind: "then"; type: string; fields: JsonObject }
  | { kind: "nothing" }
  | { kind: "close"; code: number; reason: string };

/** Events of a session: their source, and what is sent instead of the documented event. */
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

/** An event of the client that is refused, even if the documentation allows it. */
export interface ClientRule extends Sourced {
  client: string;
  path?: string;
  query?: Record<string, string | null>;
  body?: Record<string, Json>;
  error: { code: string; message: string; param: string | null };
}

export type Rule = RequestRule | EventRule | ClientRule;

/** The Azure Resource Manager of a scenario. Its accounts have the deployments of the scenario, which take turns. */
export interface EmulatedArm {
  subscriptions: number;
  /** Accounts of all subscriptions. */
  accounts: number;
  /** Deployments of all accounts. */
  deployments: number;
  /** Entries of one page. */
  pageSize: number;
  /** Regions of the accounts, in turn. */
  regions: readonly string[];
  /** One of this many requests is answered with 429. `retryAfter` is in seconds. Absent: none. */
  throttle?: { every: number; retryAfter: number };
  /** Numbers of subscriptions, from 1, whose resources the caller may not read. */
  denied?: readonly number[];
  /** What it says about models. Absent: generally available, and no date. */
  models?: readonly { model: string; lifecycle?: string; retires?: string }[];
}

export interface Scenario {
  name: string;
  /** The value of `x-ms-region`. */
  region: string;
  /** The date of the reports, ISO 8601. Null if unknown, or if no report is served. */
  date: string | null;
  deployments: readonly ScenarioDeployment[];
  /** Further api-versions of preview paths. */
  apiVersions?: readonly string[];
  /** The path before every path, as in a gateway. Absent: none. */
  basePath?: string;
  /** Absent: no limit. */
  handshakes?: RateLimit;
  /** Field reports that are served here through the rules of others. */
  also?: readonly { report: string; how: string }[];
  /** Absent: no Azure Resource Manager is served. */
  arm?: EmulatedArm;
  /** The first rule that matches answers. */
  rules: readonly Rule[];
}
