import type { Frame } from "../model/recording.ts";
import type { Place } from "./place.ts";

/** Maximum number of event types shown. The recording has all of them. */
const MOST_TYPES = 6;

/**
 * The events that a cell received before it ran out of time: each type with its number, in the order of the first ones.
 * Example: `response.text.delta × 12`. Null if the awaited event came, or if no event came.
 */
export function eventsWaited(place: Place): string | null {
  const counts = new Map<string, number>();
  for (const frame of framesWaited(place)) {
    if (frame.kind !== "message" || frame.direction !== "received") continue;
    const type = typeof frame.event?.type === "string" ? frame.event.type : "a message without a type";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const types = [...counts].map(([type, n]) => (n === 1 ? type : `${type} × ${n}`));
  const more = types.length - MOST_TYPES;
  if (types.length === 0) return null;
  return `${types.slice(0, MOST_TYPES).join(", ")}${more > 0 ? ` and ${more} more type${more === 1 ? "" : "s"}` : ""}`;
}

/** Frames of the deciding step, if neither an answer nor a refusal ended it. */
function framesWaited({ attempt, step, frame }: Place): Frame[] {
  const record = attempt.steps[step];
  const wasClosed = frame?.kind === "close" && frame.by === "peer";
  return record !== undefined && (record.failure !== null || wasClosed) ? record.frames : [];
}
