import type { Answer } from "../model/answer.ts";
import type { Attempt, Recording } from "../model/recording.ts";
import { redactAgain } from "../wire/redaction.ts";
import { type Climb, type Climber, climb } from "./climb.ts";
import { pause } from "./pause.ts";
import { waitAskedFor } from "./retry-after.ts";

/** Attempts of a cell whose answer may be passing: a server fault, or a redirect that led to a refusal. */
const MOST_ATTEMPTS = 3;

export interface CellLimits {
  /** Ms on the wire, over all attempts. */
  timeoutMs: number;
  /** Ms that may be waited in all because the service asked for it. */
  maxWaitMs: number;
  signal: AbortSignal;
}

/** Asks one cell, again where the service put it off or where one answer is not enough; null where it was interrupted. */
export async function askCell(climber: (deadline: number) => Climber, limits: CellLimits): Promise<Recording | null> {
  let attempts: Attempt[] = [];
  const startedAt = new Date().toISOString();
  let onWire = 0;
  let waited = 0;
  let wait = 0;
  for (;;) {
    const before = performance.now();
    const current = climber(before + limits.timeoutMs - onWire);
    const { attempt, stoppedBy } = await climb(current, wait);
    onWire += performance.now() - before;
    if (limits.signal.aborted) return null;
    // A secret learnt in this attempt may stand in an earlier one.
    attempts = redactAgain([...attempts, attempt], current.wire.vault);
    const next = pauseBeforeNext({ attempt, stoppedBy }, attempts.length);
    if (next === null || waited + next > limits.maxWaitMs || onWire >= limits.timeoutMs) break;
    wait = Math.round(next);
    waited += next;
    await pause(next, limits.signal);
    if (limits.signal.aborted) return null;
  }
  return { startedAt, durationMs: Math.round(onWire), attempts, notAttempted: null };
}

/** Ms to wait before the next attempt; null where this one is the last. */
function pauseBeforeNext({ attempt, stoppedBy }: Climb, made: number): number | null {
  if (stoppedBy === null || made >= MOST_ATTEMPTS) return null;
  const hops = attempt.steps.flatMap((step) => step.hops);
  const last = hops.at(-1);
  if (last?.status === 429 && stoppedBy.carrier.kind === "status") return waitAskedFor(last, Date.now());
  return isPassing(stoppedBy) || hops.some((hop) => hop.redirect?.followed === true) ? 0 : null;
}

function isPassing({ carrier, type, code }: Answer): boolean {
  if (carrier.kind === "status") return carrier.status >= 500;
  return carrier.kind === "event" ? type === "server_error" && code === null : carrier.code === 1011;
}
