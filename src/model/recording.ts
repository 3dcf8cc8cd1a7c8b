import type { Cause } from "./cause.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Stage } from "./stage.ts";

/*
 * What happened on the wire, redacted when it was captured. Plain JSON: it is journalled, saved and judged again.
 *
 *   Recording ─┬─ Attempt ─┬─ StepRecord ─┬─ Hop      one request and its one outcome; a redirect makes two
 *              │           │              └─ Frame    one message of the WebSocket, or what ended it
 */

/** Names of the phases of a hop, in their order on the wire. */
export const PHASES = ["dns", "tcp", "tls", "sent", "firstByte", "end"] as const;

/** Ms from the hop's start at which each phase was complete; null where it did not happen or was not seen. */
export type Phases = Record<(typeof PHASES)[number], number | null>;

/** A way in which the platform, the network or our limits ended something. The raw text is redacted. */
export interface Failure {
  cause: Cause;
  /** The platform's own code (`ECONNREFUSED`), or null where it gave none. */
  code: string | null;
  /** The phase that was under way: `dns`, `tcp`, `tls`, `request`, `headers`, `body`, `event`, `close`. */
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

/** A `Location`, taken apart. Values of credentials are labels. */
export interface Redirect {
  /** As received, redacted; null where the header was missing. */
  location: string | null;
  relation: OriginRelation;
  /** Path segments of the request that the Location lost, in order, and those it has that the request had not. */
  segmentsDropped: string[];
  segmentsAdded: string[];
  /** Query names that the Location has and the request had not, and the reverse. */
  queryAdded: string[];
  queryDropped: string[];
  /** The credential in the Location: its query name, its label, whether it is the one we sent; null: none. */
  credential: { name: string; label: string; sameAsSent: boolean } | null;
  /** Whether our rule let us follow, and if not, why. */
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
    /** A secret stands in its path: it cannot be asked without one. */
    | "credential"
    | null;
}

/** A body as captured: text where it is text, cut after redaction. */
export interface Body {
  /** Redacted text, or null where the body is not text. */
  text: string | null;
  /** Parsed from the redacted text where it is JSON, else null. */
  json: Json;
  /** Bytes received. */
  bytes: number;
  /** True where `text` does not hold all of it. */
  cut: boolean;
  /** SHA-256 of all bytes that were read, in hexadecimal. Absent unless `cut`. */
  sha256?: string;
}

/** One request on the wire and its one outcome. */
export interface Hop {
  /** Ms from the attempt's start. */
  at: number;
  transport: "http" | "websocket";
  method: string;
  /** Redacted; ws:// and wss:// for a WebSocket handshake. */
  url: string;
  requestHeaders: [string, string][];
  /** What was sent, redacted; null where nothing was. */
  requestBody: Body | null;
  /** null where no status line came. */
  status: number | null;
  /** In their order and case. */
  responseHeaders: [string, string][];
  body: Body | null;
  phases: Phases;
  /** Remote address and port, as the socket had it (a proxy's, where there is one); null where none connected. */
  remote: string | null;
  /** Origin of the proxy whose tunnel the hop went through: dns and tcp are then the proxy's. Absent: none. */
  proxy?: string;
  failure: Failure | null;
  redirect: Redirect | null;
}

/** A message on the open WebSocket. Audio is elided to its length and hash. */
export interface MessageFrame {
  kind: "message";
  /** Ms from the attempt's start. */
  at: number;
  direction: "sent" | "received";
  /** The event, or null where the message is not a JSON object; then `text` has it, cut. */
  event: JsonObject | null;
  text: string | null;
  bytes: number;
}

/** What ended the socket, and who did. */
export interface CloseFrame {
  kind: "close";
  at: number;
  by: "peer" | "us";
  /** The code on the wire; null where the socket ended without a close frame (what clients call 1006). */
  code: number | null;
  reason: string;
  /** How TCP ended: by FIN, by reset, or not seen to end. */
  transport: "fin" | "reset" | "open";
  /** A broken frame, a flood, a limit: what made us or ws end it. */
  failure: Failure | null;
}

export type Frame = MessageFrame | CloseFrame;

/** Messages that a step received and that are not kept: those between its first and its last hundred. */
export interface ElidedFrames {
  /** Index into the step's frames: they came before this one. */
  before: number;
  count: number;
  bytes: number;
  /** Ms from the attempt's start at which the first and the last of them came. */
  from: number;
  to: number;
  /** How many of them, by type of event: `""` counts messages that are no event, `"…"` those of further types. */
  types: Record<string, number>;
}

/** One step as taken. A step that was never reached has no record. */
export interface StepRecord {
  /** Index into the probe's steps. */
  index: number;
  stage: Stage;
  hops: Hop[];
  /** Sent by this step and received while it waited, in order. */
  frames: Frame[];
  /** Absent: `frames` holds all of them. */
  elided?: ElidedFrames;
  /** The deadline or fault that ended the wait with no answer; null where an answer ended it. */
  failure: Failure | null;
}

/** A time in which the machine that ran the probe could not read what arrived. */
export interface Stall {
  /** Ms from the attempt's start. */
  at: number;
  ms: number;
  /** `loop`: the process did not run. `clock`: the machine slept, or its clock was set. */
  kind: "loop" | "clock";
}

export interface Attempt {
  /** UTC, ISO 8601 with milliseconds. */
  startedAt: string;
  /** Time on the wire; waits for a 429 are not in it. */
  durationMs: number;
  /** Ms we waited before this attempt because the service asked for it; 0 for the first. */
  waitedMs: number;
  /**
   * Set if this attempt was measured while its machine was busy: `lostMs` of it the process did not run, in short gaps
   * or in the stalls listed. Such times are not the peer's. Absent: the machine kept up.
   */
  busy?: { lostMs: number; stalls: Stall[] };
  steps: StepRecord[];
}

/** Everything that happened on the wire for one cell, redacted. */
export interface Recording {
  startedAt: string;
  durationMs: number;
  attempts: Attempt[];
  /** Set where the cell was not asked because cells of its host had failed alike before. */
  notAttempted: { cause: Cause; because: string[] } | null;
}
