import type { Answer } from "../model/answer.ts";
import { MOST_ATTEMPTS } from "../model/effort.ts";
import type { Attempt, Recording } from "../model/recording.ts";
import type { Bucket } from "./bucket.ts";
import { type Climb, type Climber, climb } from "./climb.ts";
import { pause } from "./pause.ts";
import { waitAskedFor } from "./retry-after.ts";

/** Least pause before an attempt that the service put off, ms, doubled each time: it may ask for none at all. */
const LEAST_WAIT = 250;

export interface CellLimits {
  /** Ms on the wire, over all attempts. */
  timeoutMs: number;
  /** Ms that may be waited in all because the service asked for it. */
  maxWaitMs: number;
  /** What every attempt after the first draws on too; null: nothing. */
  bucket: Bucket | null;
  signal: AbortSignal;
}

/**
 * Asks one cell, again where the service put it off or where one answer is not enough. Interrupted, it keeps what was
 * recorded until then: something was sent.
 */
export async function askCell(climber: (deadline: number) => Climber, limits: CellLimits): Promise<Recording> {
  const attempts: Attempt[] = [];
  const startedAt = new Date().toISOString();
  let onWire = 0;
  let waited = 0;
  let wait = 0;
  for (let counted = 0, putOff = 0; ; ) {
    const before = performance.now();
    const current = climber(before + limits.timeoutMs - onWire);
    const { attempt, stoppedBy } = await climb(current, wait);
    onWire += performance.now() - before;
    attempts.push(attempt);
    const asked = waitAfter429({ attempt, stoppedBy }, LEAST_WAIT * 2 ** putOff);
    // What the service put off was no answer: it counts against the wait, not against the attempts.
    if (asked === null) counted += 1;
    else putOff += 1;
    const again = asked ?? (counted < MOST_ATTEMPTS && mayPass({ attempt, stoppedBy }) ? 0 : null);
    if (again === null || limits.signal.aborted) break;
    const next = Math.max(again, limits.bucket?.wait(performance.now()) ?? 0);
    if (waited + next > limits.maxWaitMs || onWire >= limits.timeoutMs) break;
    wait = Math.round(next);
    waited += next;
    await pause(next, limits.signal);
    if (limits.signal.aborted) break;
    limits.bucket?.take(performance.now());
  }
  return { startedAt, durationMs: Math.round(onWire), attempts, notAttempted: null };
}

/** Ms that the service asks us to wait; null where it did not put us off. */
function waitAfter429({ attempt, stoppedBy }: Climb, least: number): number | null {
  if (stoppedBy?.carrier.kind !== "status" || stoppedBy.carrier.status !== 429) return null;
  const hop = attempt.steps.flatMap((step) => step.hops).findLast(({ status }) => status === 429);
  return hop === undefined ? null : Math.max(least, waitAskedFor(hop, Date.now()));
}

/** Whether another attempt may be answered otherwise. */
function mayPass({ attempt, stoppedBy }: Climb): boolean {
  if (stoppedBy === null) return false;
  return isPassing(stoppedBy) || attempt.steps.some((step) => step.hops.some((hop) => hop.redirect?.followed === true));
}

function isPassing({ carrier, type, code }: Answer): boolean {
  if (carrier.kind === "status") return carrier.status >= 500;
  return carrier.kind === "event" ? type === "server_error" && code === null : carrier.code === 1011;
}
