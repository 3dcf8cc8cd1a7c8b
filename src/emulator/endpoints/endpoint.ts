import type { Json } from "../../model/json.ts";
import type { Admission, Caller } from "../credential.ts";
import type { Ephemerals, Minted } from "../ephemeral.ts";
import type { Question } from "../question.ts";
import type { RateLimit, SlidingWindow } from "../rate.ts";
import type { Refusal } from "../refusal.ts";
import type { Scenario, ScenarioDeployment } from "../scenario.ts";
import type { Line, Session } from "../session/line.ts";

/** A resource as its endpoints see it. */
export interface Resource {
  scenario: Scenario;
  ephemerals: Ephemerals;
  /** WebRTC calls that were accepted, by id, until they are hung up. */
  calls: Map<string, Minted>;
  /** The deployment of this name, or null. */
  find: (name: string) => ScenarioDeployment | null;
  /** Counts handshakes; null: they are not counted. */
  handshakes: SlidingWindow | null;
  /** How many answers one session is given. */
  turns: RateLimit;
}

/** A request that has a route, a caller, and a deployment where it names one. */
export interface Asked {
  question: Question;
  params: Record<string, string>;
  caller: Caller;
  /** The deployment that it names, or null where it names none. */
  deployment: ScenarioDeployment | null;
  resource: Resource;
}

export interface Reply {
  kind: "reply";
  status: number;
  headers?: Record<string, string>;
  /** JSON, or text of a type of its own. */
  body: { kind: "json"; value: Json } | { kind: "text"; type: string; text: string } | { kind: "none" };
}

export interface Opening {
  kind: "session";
  open: (line: Line) => Session;
}

export type Served = Reply | Opening | Refusal;

/** True for a refusal, which still has to be put into words. */
export function isRefused(served: Served): served is Refusal {
  return "message" in served;
}

/** Which api-versions a path is served with. */
export type Versions = "realtime-preview" | "data-plane" | "voice-live" | "optional";

/** A path of the service, as documented. */
export interface Endpoint {
  transport: "http" | "websocket";
  method: "GET" | "POST" | "OPTIONS";
  path: string;
  versions: Versions;
  /** null: anybody. */
  admits: Admission | null;
  /** The deployment that the request names, so that it is looked up before anything else; null: none. */
  names: (question: Question, params: Record<string, string>) => string | null;
  /** A deployment that the request speaks of, without its being looked up; for the rules alone. */
  speaksOf?: (question: Question) => string | null;
  /** The decision table: why an existing deployment, or the request, is refused here. */
  refuse: (asked: Asked) => Refusal | null;
  serve: (asked: Asked) => Served;
}

/** The resource's own key or token, and nothing else. */
export const RESOURCE_ONLY: Admission = { resource: true, ephemeral: null };

export function json(status: number, value: Json): Reply {
  return { kind: "reply", status, body: { kind: "json", value } };
}

export function text(status: number, type: string, value: string, headers: Record<string, string> = {}): Reply {
  return { kind: "reply", status, headers, body: { kind: "text", type, text: value } };
}
