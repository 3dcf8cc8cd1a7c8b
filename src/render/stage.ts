import type { Probe } from "../model/probe.ts";
import type { Frame } from "../model/recording.ts";
import type { Result } from "../model/report.ts";
import type { Rung } from "../model/rung.ts";
import { placeOf } from "./reading.ts";

/** What had happened when something came, or nothing did, at this rung. */
const STAGES = {
  connect: "before any request was answered",
  mint: "when the secret was minted, before any session existed",
  upgrade: "at the handshake, before any session existed",
  session: "after the handshake, while the session was opened",
  configure: "inside an open session, when it was configured",
  input: "inside a configured session, when input was given",
  result: "inside a configured session, when the result was due",
} as const satisfies Record<Rung, string>;

/** Where a cell ended, in words: `at the handshake, before any session existed`; null where it was climbed whole. */
export function stageOf(result: Result, probe: Probe | null): string | null {
  const rung = result.rung.failedAt;
  if (rung === null) return null;
  const opensSession = probe === null || probe.steps.some((step) => step.rung === "session");
  // A handshake is a WebSocket's: a call is offered in a request like any other.
  const isRequest =
    rung === "upgrade" ? placeOf(result)?.hop?.transport === "http" : rung === "result" && !opensSession;
  if (!isRequest) return STAGES[rung];
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

/** Types of events told; of more of them the recording tells. */
const MOST_TYPES = 6;

/**
 * Which events came while a cell waited in vain for another, by type with their numbers, in the order of their first
 * coming: `response.text.delta × 12`. null where it did not wait in vain, or nothing came.
 */
export function eventsMeanwhile(result: Result): string | null {
  const counts = new Map<string, number>();
  for (const frame of framesWaited(result)) {
    if (frame.kind !== "message" || frame.direction !== "received") continue;
    const type = typeof frame.event?.type === "string" ? frame.event.type : "a message without a type";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const told = [...counts].map(([type, n]) => (n === 1 ? type : `${type} × ${n}`));
  const more = told.length - MOST_TYPES;
  if (told.length === 0) return null;
  return `${told.slice(0, MOST_TYPES).join(", ")}${more > 0 ? ` and ${more} more type${more === 1 ? "" : "s"}` : ""}`;
}

/** Frames of the deciding step, where neither an answer nor a refusal ended it. */
function framesWaited(result: Result): Frame[] {
  const place = placeOf(result);
  const record = place?.attempt.steps[place.step];
  const wasClosed = place?.frame?.kind === "close" && place.frame.by === "peer";
  return record !== undefined && (record.failure !== null || wasClosed) ? record.frames : [];
}
