import type { Json, JsonObject } from "../../model/json.ts";
import type { Admission, Caller } from "../credential.ts";
import type { Ephemerals, Minted } from "../ephemeral.ts";
import type { Question } from "../question.ts";
import type { RateLimit, SlidingWindow } from "../rate.ts";
import type { Refusal } from "../refusal.ts";
import type { Scenario, ScenarioDeployment } from "../scenario.ts";
import type { Line, Session } from "../session/line.ts";

/** The resource, for its endpoints. */
export interface Resource {
  scenario: Scenario;
  ephemerals: Ephemerals;
  /** WebRTC calls that were accepted, by id, until they are hung up. */
  calls: Map<string, Minted>;
  /** GPT-Live sessions of WebRTC calls, by id. */
  liveCalls: Map<string, JsonObject>;
  /** The deployment of this name, or null. */
  find: (name: string) => ScenarioDeployment | null;
  /** Counts handshakes. Null: no limit. */
  handshakes: SlidingWindow | null;
  /** Limit for the responses of one session. */
  turns: RateLimit;
}

/** A request with a route, a caller and, if it names one, a deployment. */
export interface Asked {
  question: Question;
  params: Record<string, string>;
  caller: Caller;
  /** The deployment that it names, or null. */
  deployment: ScenarioDeployment | null;
  resource: Resource;
}

export interface Reply {
  kind: "reply";
  status: number;
  headers?: Record<string, string>;
  /** JSON, or text or bytes with their own content type. */
  body:
    | { kind: "json"; value: Json }
    | { kind: "text"; type: string; text: string }
    | { kind: "bytes"; type: string; bytes: Buffer }
    | { kind: "none" };
}

export interface Opening {
  kind: "session";
  open: (line: Line) => Session;
}

export type Served = Reply | Opening | Refusal;

/** True for a refusal, which has no body yet. */
export function isRefused(served: Served): served is Refusal {
  return "message" in served;
}

/** The group of api-versions that a path is served with. */
export type Versions =
  | "realtime-preview"
  | "data-plane"
  | "dated-responses"
  | "voice-live"
  | "model-inference"
  | "optional";

/** A documented path of the service. */
export interface Endpoint {
  transport: "http" | "websocket";
  method: "GET" | "POST" | "OPTIONS";
  path: string;
  versions: Versions;
  /** Null: no credential is needed. */
  admits: Admission | null;
  /** The deployment that the request names and that is looked up first. Null: none. */
  names: (question: Question, params: Record<string, string>) => string | null;
  /** A deployment that the request mentions and that is not looked up. Only rules use it. */
  speaksOf?: (question: Question) => string | null;
  /** The decision table: the refusal of an existing deployment or of the request, or null. */
  refuse: (asked: Asked) => Refusal | null;
  serve: (asked: Asked) => Served;
}

/** Accepts the resource's own key or token only. */
export const RESOURCE_ONLY: Admission = { resource: true, ephemeral: null };

export function json(status: number, value: Json): Reply {
  return { kind: "reply", status, body: { kind: "json", value } };
}

export function text(status: number, type: string, value: string, headers: Record<string, string> = {}): Reply {
  return { kind: "reply", status, headers, body: { kind: "text", type, text: value } };
}

/** Headers that the real service adds to mints and SDP answers. */
export const SERVICE_HEADERS: Record<string, string> = {
  "openai-processing-ms": "34",
  "openai-version": "2020-10-01",
  "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
};
