import type { Cause } from "./cause.ts";
import type { Connection } from "./connection.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Stage } from "./stage.ts";

/*
 * The evidence of one cell as plain JSON, redacted at capture. It is journalled, saved and judged again.
 *
 *   Recording ─┬─ Attempt ─┬─ StepRecord ─┬─ Hop      one request and its one outcome; a redirect makes two
 *              │           │              └─ Frame    one message of the WebSocket, or how it ended
 */

/** Names of the phases of a hop, in their order on the wire. */
export const PHASES = ["dns", "tcp", "tls", "sent", "firstByte", "end"] as const;

/**
 * Milliseconds from the start of the hop to the end of each phase. Null if the phase did not happen or was not
 * observed.
 */
export type Phases = Record<(typeof PHASES)[number], number | null>;

/** How the platform, the network or a limit of this tool ended something. The raw text is redacted. */
export interface Failure {
  cause: Cause;
  /** The platform's own code (`ECONNREFUSED`). Null if absent. */
  code: string | null;
  /** The phase that failed: `dns`, `tcp`, `tls`, `request`, `headers`, `body`, `event`, `close`. */
  phase: string;
  /** One sentence for a reader. */
  text: string;
}

export type OriginRelation =
  | "same-origin"
  | "same-host-other-port"
  | "downgrade"
  | "cross-origin"
  | "bad-scheme"
  | "userinfo"
  | "malformed"
  | "missing"
  /** Several Location headers that differ. */
  | "ambiguous";

/** A `Location` header, parsed. Labels replace the values of credentials. */
export interface Location {
  /** As received, redacted. Null if the header is missing. */
  location: string | null;
  relation: OriginRelation;
  /**
   * Path segments of the request that the Location lacks, in order. `segmentsAdded` holds those that only the Location
   * has.
   */
  segmentsDropped: string[];
  segmentsAdded: string[];
  /** Query names that only the Location has. `queryDropped` holds those that only the request has. */
  queryAdded: string[];
  queryDropped: string[];
  /** The credential in the Location: its query name, its label, and whether it equals the one sent. Null if none. */
  credential: { name: string; label: string; sameAsSent: boolean } | null;
}

/** A redirect with the decision of the run about it. */
export interface Redirect extends Location {
  /** Whether the rules of this tool allowed to follow it. `notFollowed` holds the reason if not. */
  followed: boolean;
  notFollowed:
    | "other-origin"
    | "downgrade"
    | "bad-scheme"
    | "userinfo"
    | "malformed"
    | "missing"
    | "ambiguous"
    | "loop"
    | "too-many"
    /** Its path contains a secret, so a request without credential cannot reach it. */
    | "credential"
    | null;
}

/** A captured body: its text if it is text, cut after redaction. */
export interface Body {
  /** Redacted text. Null if the body is not text. */
  text: string | null;
  /** Parsed from the redacted text if that is JSON, else null. */
  json: Json;
  /** Bytes received. */
  bytes: number;
  /** True if `text` does not hold the whole body. */
  cut: boolean;
  /** SHA-256 of all bytes read, in hexadecimal. Absent unless `cut`. */
  sha256?: string;
}

/** What of an Entra token may be shown. Null: the token has no such claim. Nobody verified them. */
export interface TokenClaims {
  audience: string | null;
  issuer: string | null;
  /** The ID of the tenant. */
  tenant: string | null;
  /** UTC, ISO 8601. */
  expires: string | null;
}

/** One request on the wire and its one outcome. */
export interface Hop {
  /** Milliseconds from the start of the attempt. */
  at: number;
  transport: "http" | "websocket";
  method: string;
  /** Redacted. The scheme is ws:// or wss:// for a WebSocket handshake. */
  url: string;
  requestHeaders: [string, string][];
  /** The token that the request carried. Absent: it carried none, or one without readable claims. */
  token?: TokenClaims;
  /** The sent body, redacted. Null if none. */
  requestBody: Body | null;
  /** Null if no status line arrived. */
  status: number | null;
  /** In their order and case. */
  responseHeaders: [string, string][];
  body: Body | null;
  phases: Phases;
  /**
   * Remote address and port as the socket reports them, which may be those of a proxy. Null if no connection was made.
   */
  remote: string | null;
  /** Origin of the proxy whose tunnel the hop used. The dns and tcp phases are then the proxy's. Absent if none. */
  proxy?: string;
  /** Absent if no address was tried, and in a record of another client or of an earlier version. */
  connection?: Connection;
  failure: Failure | null;
  redirect: Redirect | null;
}

/** A message on the open WebSocket. Its length and hash replace audio. */
export interface MessageFrame {
  kind: "message";
  /** Milliseconds from the start of the attempt. */
  at: number;
  direction: "sent" | "received";
  /** The event. Null if the message is not a JSON object: then `text` holds it, cut. */
  event: JsonObject | null;
  text: string | null;
  bytes: number;
}

/** How the socket ended, and which side ended it. */
export interface CloseFrame {
  kind: "close";
  at: number;
  by: "peer" | "us";
  /** The code on the wire. Null if the socket ended without a close frame (clients report 1006). */
  code: number | null;
  reason: string;
  /** How TCP ended: by FIN, by reset, or not observed. */
  transport: "fin" | "reset" | "open";
  /** The broken frame, flood or limit that made the client end the session. */
  failure: Failure | null;
}

export type Frame = MessageFrame | CloseFrame;

/** Messages that a step received but did not keep: those between the first hundred and the last hundred. */
export interface ElidedFrames {
  /** Index into the step's frames: the elided messages arrived before this one. */
  before: number;
  count: number;
  bytes: number;
  /** Milliseconds from the start of the attempt at which the first of them arrived. `to` is that of the last. */
  from: number;
  to: number;
  /** Count by event type. `""` counts messages that are not events, and `"…"` counts all further types. */
  types: Record<string, number>;
  /** Bytes of audio that is not silence, by event type as in `types`. Absent if there is none. */
  audio?: Record<string, number>;
}

/** The record of one step that was run. A step that was not reached has no record. */
export interface StepRecord {
  /** Index into the probe's steps. */
  index: number;
  stage: Stage;
  hops: Hop[];
  /** Frames that this step sent, or received while it waited, in order. */
  frames: Frame[];
  /** Absent if `frames` holds all of them. */
  elided?: ElidedFrames;
  /** The deadline or fault that ended the wait. Null if an answer ended it. */
  failure: Failure | null;
}

/** A time in which the probing machine could not read what arrived. */
export interface Stall {
  /** Milliseconds from the start of the attempt. */
  at: number;
  ms: number;
  /** `loop`: the process did not run. `clock`: the machine slept, or its clock was set. */
  kind: "loop" | "clock";
}

export interface Attempt {
  /** UTC, ISO 8601 with milliseconds. Null if unknown: an imported capture has no times, and each `at` is then 0. */
  startedAt: string | null;
  /** Milliseconds on the wire, without waits after a 429. Null if unknown. */
  durationMs: number | null;
  /** Milliseconds of wait before this attempt, because the service requested it. 0 for the first. */
  waitedMs: number;
  /**
   * Set if the machine was busy during this attempt. The process did not run for `lostMs`, in short gaps or in the
   * listed stalls. Such times are not the peer's. Absent if the machine kept up.
   */
  busy?: { lostMs: number; stalls: Stall[] };
  steps: StepRecord[];
}

/** Everything that happened on the wire for one cell, redacted. */
export interface Recording {
  /** As in its first attempt. */
  startedAt: string | null;
  durationMs: number | null;
  attempts: Attempt[];
  /** Set if the cell was not sent because other cells of its host had failed in the same way. */
  notAttempted: { cause: Cause; because: string[] } | null;
}
