import type { Answer } from "./answer.ts";
import type { Cause } from "./cause.ts";
import type { Cell } from "./cell.ts";
import type { AddressClass, TlsSession } from "./connection.ts";
import type { Irregularity } from "./irregularity.ts";
import type { Surface } from "./probe.ts";
import type { Failure, Redirect } from "./recording.ts";
import type { Stage } from "./stage.ts";

/** A redirect, and the outcome of the request that followed it. */
export interface RedirectFact {
  /** True if the failed step was redirected, not an earlier one. */
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
  /** The deciding answer: the first refusing event, error event, HTTP refusal or close. Null if there is none. */
  answer: Answer | null;
  /** The failure that ended the attempt without an answer. */
  failure: Failure | null;
  /**
   * Why the attempt proves nothing about the peer: the probing machine was suspended or had a fault. Null if the
   * attempt counts.
   */
  spoilt: "suspended" | "local-fault" | null;
  /** True if every step met its expectation. */
  completed: boolean;
  /** JSON pointers into the result, the deciding one first. */
  evidence: string[];
  /** Null if unknown, as in a recording. */
  startedAt: string | null;
  durationMs: number | null;
  /** Milliseconds from the start of the attempt to the start of its last request. 0 if no request ended it. */
  endedFrom: number;
}

/** The flat facts of one recording. Verdicts and findings rest on nothing else. */
export interface Observation {
  cell: Cell;
  surface: Surface;
  /** The role of the probe: of several, that of the deployment. */
  probeRole: string;
  attempts: AttemptFact[];
  /**
   * The attempt that decides the verdict: the last one that was neither throttled nor spoilt by the probing machine.
   */
  last: AttemptFact | null;
  /** The following facts are those of the last attempt. */
  redirects: RedirectFact[];
  /** Last HTTP status. Null if none. */
  status: number | null;
  /** Transport and host of the last request. Null if no request was made. */
  asked: { transport: "http" | "websocket"; host: string } | null;
  /** Path of the last request, without query. Null if no request was made. */
  path: string | null;
  /**
   * Proxy, class of the address, and TLS of the last request that tried an address. With a proxy, the address is its own.
   * Null if no request did.
   */
  connection: {
    proxy: string | null;
    address: AddressClass;
    tls: Pick<TlsSession, "issuer" | "publicRoot"> | null;
  } | null;
  close: { code: number | null; reason: string; by: "peer" | "us"; transport: "fin" | "reset" | "open" } | null;
  /** What identifies the service in its answers: `apim-request-id`, `x-ms-region`, `openai-version`, a body of known form. */
  attributedBy: string[];
  /** True if the content type of the answer is not JSON although the step expects JSON. */
  notJson: boolean;
  /** What is wrong with the body of a success: not JSON, or missing. Null if it is fine. */
  bodyFault: "app.not-json" | "app.empty-body" | null;
  /** Unusual behaviour that does not change the verdict. */
  irregularities: Irregularity[];
  /** True if a step issued a client secret. */
  minted: boolean;
  /** True if the refused step or an earlier one named the deployment. */
  deploymentNamed: boolean;
  /** Index of the probe's step that decided. Null if no step was taken. */
  decidingStep: number | null;
  /** Events that the client had sent on the socket when the deciding answer arrived. */
  eventsSent: number;
  /** True if a request that must fail succeeded. Only controls have such requests. */
  succeeded: boolean;
  /** The text of the result. Null if the probe returns no text. */
  result: {
    text: string | null;
    empty: boolean;
    sharesWord: boolean | null;
    otherForm: string | null;
    reason: string | null;
  } | null;
  /** Dotted paths of requested settings that the service did not repeat. */
  settingsIgnored: string[];
  /** Events of the peer by type, in the order of first appearance, with counts. */
  events: [string, number][];
  /** The model that an answer names for the deployment. Null if none does. */
  modelNamed: string | null;
  /** Header and event ids, for support. */
  ids: Record<string, string | string[]>;
  regions: string[];
  /** The header of the last answer that says when to retry, as received: `retry-after: 33`. Null if absent. */
  retryAfter: string | null;
  /** `apim-request-id` of the last answer of each attempt, in order. Null if absent. */
  requestIds: (string | null)[];
  notAttempted: { cause: Cause; because: string[] } | null;
  skipped: Cause | null;
  emulated: string | null;
  /** Source of each emulated answer: `FR-001`, `inferred`, …. Empty for a real service. */
  sources: string[];
}
