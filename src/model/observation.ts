import type { Answer } from "./answer.ts";
import type { Cause } from "./cause.ts";
import type { Cell } from "./cell.ts";
import type { Irregularity } from "./irregularity.ts";
import type { Surface } from "./probe.ts";
import type { Failure, Redirect } from "./recording.ts";
import type { Stage } from "./stage.ts";

/** A redirect as met, with what the followed hop said. */
export interface RedirectFact {
  /** True where the step that failed was redirected, and not one before it. */
  ofFailedStep: boolean;
  from: string;
  status: number;
  redirect: Redirect;
  pointer: string;
}

/** The end of one attempt. */
export interface AttemptFact {
  reached: Stage | null;
  failedAt: Stage | null;
  /** The deciding answer: the first refusing event, error event, HTTP refusal or close; null where none came. */
  answer: Answer | null;
  /** What ended it without an answer. */
  failure: Failure | null;
  /** Why it shows nothing of the peer: the machine that ran it had stopped, or had a fault. null: it counts. */
  spoilt: "suspended" | "local-fault" | null;
  /** True where every step's expectation was met. */
  completed: boolean;
  /** JSON pointers into the result, the deciding one first. */
  evidence: string[];
  startedAt: string;
  durationMs: number;
  /** Ms from the attempt's start at which the request that ended it was made; 0: at once, or none ended it. */
  endedFrom: number;
}

/** The flat facts of one recording: all that verdicts and findings may rest on. */
export interface Observation {
  cell: Cell;
  surface: Surface;
  /** The role under which the probe's path is documented. */
  probeRole: string;
  attempts: AttemptFact[];
  /** The attempt that the verdict is given of: the last that was neither throttled nor spoilt by its own machine. */
  last: AttemptFact | null;
  /** Of the last attempt: */
  redirects: RedirectFact[];
  /** Last HTTP status, or null. */
  status: number | null;
  /** Transport and host of the last request; null where none was made. */
  asked: { transport: "http" | "websocket"; host: string } | null;
  /** Path of the last request, without query; null where none was made. */
  path: string | null;
  close: { code: number | null; reason: string; by: "peer" | "us"; transport: "fin" | "reset" | "open" } | null;
  /** Names of the service's marks that its answers bore (`apim-request-id`, `x-ms-region`, a body of known shape). */
  attributedBy: string[];
  /** The answer's content type was not JSON where JSON was due. */
  notJson: boolean;
  /** What is wrong with the body of a success: it is no JSON though JSON was due, or is not there; null: nothing. */
  bodyFault: "app.not-json" | "app.empty-body" | null;
  /** What was odd on the way and decides nothing. */
  irregularities: Irregularity[];
  /** A credential was minted on the way. */
  minted: boolean;
  /** The refused step or an earlier one had named the deployment. */
  deploymentNamed: boolean;
  /** A request that must not succeed did: for controls. */
  succeeded: boolean;
  /** The result's text: null where the probe has none. */
  result: { text: string | null; empty: boolean; sharesWord: boolean | null } | null;
  /** Dotted paths of settings we asked for that the echo did not repeat. */
  settingsIgnored: string[];
  /** Events of the peer, by type in the order of first appearance, with counts. */
  events: [string, number][];
  /** The model that an answer names as the one behind the deployment; null where none does. */
  modelNamed: string | null;
  /** Header and event ids, for support. */
  ids: Record<string, string | string[]>;
  regions: string[];
  /** The header by which the last answer said when to come again, as received: `retry-after: 33`; null: none did. */
  retryAfter: string | null;
  /** `apim-request-id` of the last answer of each attempt, in their order; null where it has none. */
  requestIds: (string | null)[];
  notAttempted: { cause: Cause; because: string[] } | null;
  skipped: Cause | null;
  emulated: string | null;
  /** Source of each emulator answer met: `FR-001`, `inferred`, …; empty for a real service. */
  sources: string[];
}
