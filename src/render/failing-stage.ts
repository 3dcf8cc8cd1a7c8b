import type { Probe } from "../model/probe.ts";
import type { Result } from "../model/report.ts";
import type { Stage } from "../model/stage.ts";
import { digestOf } from "./digest.ts";
import { placeOf } from "./reading.ts";

/** What had happened when something came, or nothing did, at this stage. */
const WHEN = {
  connect: "before any request was answered",
  mint: "when the secret was minted, before any session existed",
  upgrade: "at the handshake, before any session existed",
  session: "after the handshake, while the session was opened",
  configure: "inside an open session, when it was configured",
  input: "inside a configured session, when input was given",
  result: "inside a configured session, when the result was due",
} as const satisfies Record<Stage, string>;

/** Where a cell ended, in words: `at the handshake, before any session existed`; null where it was climbed whole. */
export function describeFailingStage(result: Result, probe: Probe | null): string | null {
  const stage = result.stage.failedAt;
  if (stage === null) return null;
  const opensSession = probe === null || probe.steps.some((step) => step.stage === "session");
  // A handshake is a WebSocket's: a call is offered in a request like any other.
  const isRequest =
    stage === "upgrade" ? placeOf(result)?.hop?.transport === "http" : stage === "result" && !opensSession;
  if (!isRequest) return WHEN[stage];
  if (!isAnswered(result)) return "before the request was answered";
  return opensSession ? "in response to the request, before any session existed" : "in response to the request";
}

/** Whether anything came back that decided: an answer to a request, an event, or the peer's close. */
export function isAnswered(result: Result): boolean {
  const place = placeOf(result);
  if (place === null) return false;
  if (place.frame !== null) return place.frame.kind === "message" || place.frame.by === "peer";
  const failure = place.attempt.steps[place.step]?.failure ?? null;
  return failure === null && place.hop !== null && place.hop.status !== null;
}

/** Which events came while a cell waited in vain for another; null where it did not wait in vain, or nothing came. */
export function eventsMeanwhile(result: Result): string | null {
  return digestOf(result).meanwhile;
}
