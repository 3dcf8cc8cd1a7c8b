import { readHeader } from "../judge/ids.ts";
import type { Attempt, Frame, Hop } from "../model/recording.ts";

/** The place in a recording that decided a verdict. */
export interface Place {
  /** Every attempt, and the number of the deciding one among them. */
  attempts: Attempt[];
  index: number;
  attempt: Attempt;
  step: number;
  /** The hop that decided, or the handshake of the connection whose frame decided; null if there was none. */
  hop: Hop | null;
  frame: Frame | null;
}

/** The place that an evidence pointer names, or the end of the last attempt if it names none. */
export function placeIn(attempts: Attempt[], pointer: string): Place | null {
  const [, a, s, kind, n] =
    /^\/recording\/attempts\/(\d+)(?:\/steps\/(\d+))?(?:\/(hops|frames)\/(\d+))?/.exec(pointer) ?? [];
  const index = a === undefined ? attempts.length - 1 : Number(a);
  const attempt = attempts[index];
  if (attempt === undefined) return null;
  const step = s === undefined ? attempt.steps.length - 1 : Number(s);
  const record = attempt.steps[step];
  const pointed = kind === "hops" ? record?.hops[Number(n)] : undefined;
  return {
    attempts,
    index,
    attempt,
    step,
    hop:
      pointed ??
      attempt.steps
        .slice(0, step + 1)
        .flatMap((r) => r.hops)
        .at(-1) ??
      null,
    frame: kind === "frames" ? (record?.frames[Number(n)] ?? null) : null,
  };
}

/** Ms from the attempt's start at which a hop ended, as far as it was seen; null if there is no hop. */
export function endOf(hop: Hop | null): number | null {
  if (hop === null) return null;
  return hop.at + (hop.phases.end ?? hop.phases.firstByte ?? hop.phases.sent ?? 0);
}

/** The service's id of one request, and the header that bore it. */
export function requestIdOf(hop: Hop): string | null {
  return readHeader(hop, "apim-request-id") ?? readHeader(hop, "x-request-id") ?? readHeader(hop, "x-ms-request-id");
}
