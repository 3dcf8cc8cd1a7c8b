import type { Probe } from "../model/probe.ts";
import type { Result } from "../model/report.ts";
import type { Stage } from "../model/stage.ts";
import { digestOf } from "./digest.ts";
import { placeOf } from "./reading.ts";

/** What had happened when a cell failed at this stage. */
const WHEN = {
  connect: "before any response",
  mint: "while the client secret was issued, before a session was created",
  upgrade: "during the handshake, before a session was created",
  session: "after the handshake, while the session opened",
  configure: "in an open session, during its configuration",
  input: "in a configured session, while input was sent",
  result: "in a configured session, while it waited for the result",
} as const satisfies Record<Stage, string>;

/** When a cell failed: `during the handshake, before a session was created`; null if it did not. */
export function describeFailingStage(result: Result, probe: Probe | null): string | null {
  const stage = result.stage.failedAt;
  if (stage === null) return null;
  const opensSession = probe === null || probe.steps.some((step) => step.stage === "session");
  // A handshake is a WebSocket's: a call is offered in a request like any other.
  const isRequest =
    stage === "upgrade" ? placeOf(result)?.hop?.transport === "http" : stage === "result" && !opensSession;
  if (!isRequest) return WHEN[stage];
  if (!isAnswered(result)) return "before any response to the request";
  return opensSession ? "in response to the request, before a session was created" : "in response to the request";
}

/** Whether a response, an event or the close of the peer decided the result. */
function isAnswered(result: Result): boolean {
  const place = placeOf(result);
  if (place === null) return false;
  if (place.frame !== null) return place.frame.kind === "message" || place.frame.by === "peer";
  const failure = place.attempt.steps[place.step]?.failure ?? null;
  return failure === null && place.hop !== null && place.hop.status !== null;
}

/** Events that were received while a cell waited for another until its deadline; null if there were none. */
export function eventsMeanwhile(result: Result): string | null {
  return digestOf(result).meanwhile;
}
