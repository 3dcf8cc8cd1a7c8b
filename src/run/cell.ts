import type { Answer } from "../model/answer.ts";
import { MOST_ATTEMPTS } from "../model/effort.ts";
import type { Attempt, Recording } from "../model/recording.ts";
import { isExplainedByPause } from "../steps/suspension.ts";
import type { AwakeClock } from "../wire/awake-clock.ts";
import { type AttemptContext, type AttemptResult, runAttempt } from "./attempt.ts";
import type { Bucket } from "./bucket.ts";
import { pause } from "./pause.ts";
import { waitAskedFor } from "./retry-after.ts";

/** Least pause before an attempt that the service put off, ms, doubled each time: it may ask for none at all. */
const LEAST_WAIT = 250;
/** Attempts that a fault of our own machine may cost beyond the counted ones: one for a pause, some for descriptors. */
const MOST_SUSPENDED = 1;
const MOST_EXHAUSTED = 3;

export interface CellLimits {
  clock: AwakeClock;
  /** Ms of awake time on the wire, over all attempts that count. */
  timeoutMs: number;
  /** Ms that may be waited in all because the service asked for it. */
  maxWaitMs: number;
  /** What every attempt after the first draws on too; null: nothing. */
  bucket: Bucket | null;
  signal: AbortSignal;
  /** Waits because the service limits the cell, or less if the run is interrupted. */
  waitForLimit(ms: number): Promise<void>;
  /** Called each time this machine has no file descriptor for the cell. */
  onExhausted(): void;
}

/** A finished cell. */
export interface AskedCell {
  recording: Recording;
  /** The last attempt. */
  last: AttemptResult;
}

/**
 * Asks one cell, again where the service put it off or where one answer is not enough. An attempt that our own machine
 * spoilt is made again too: it counts neither as an attempt nor against the cell's time. Interrupted, it keeps what was
 * recorded until then: something was sent.
 */
export async function askCell(context: (deadline: number) => AttemptContext, limits: CellLimits): Promise<AskedCell> {
  const { clock, signal } = limits;
  const startedAt = new Date().toISOString();
  const tally = { counted: 0, putOff: 0, suspended: 0, exhausted: 0 };
  const attempts: Attempt[] = [];
  let onWire = 0;
  let waited = 0;
  let wait = 0;
  for (;;) {
    const before = clock.now();
    const last = await runAttempt(context(before + limits.timeoutMs - onWire), wait);
    attempts.push(last.attempt);
    const again = reasonToAskAgain(last, tally);
    if (last.end.failure?.cause === "local.fd-exhausted") limits.onExhausted();
    if (again?.spoilt !== true) onWire += clock.now() - before;
    const asked = Math.max(again?.wait ?? 0, limits.bucket?.wait(performance.now()) ?? 0);
    const goesOn = again !== null && waited + asked <= limits.maxWaitMs && onWire < limits.timeoutMs;
    if (goesOn && !signal.aborted) {
      wait = Math.round(asked);
      waited += asked;
      if (asked > 0) await limits.waitForLimit(asked);
      else await pause(again.recovery, signal);
    }
    if (!goesOn || signal.aborted) {
      const durationMs = attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
      return { recording: { startedAt, durationMs, attempts, notAttempted: null }, last };
    }
    limits.bucket?.take(performance.now());
  }
}

/** Why another attempt is made. */
interface Again {
  /** Ms that the service asks us to wait. */
  wait: number;
  /** Ms that our own machine needs. */
  recovery: number;
  /** Whether our own machine spoilt the last attempt. */
  spoilt: boolean;
}

interface Tally {
  /** Attempts whose answer counts. */
  counted: number;
  /** Attempts that the service put off. */
  putOff: number;
  /** Attempts spoilt by a pause of this machine, and by its lack of descriptors. */
  suspended: number;
  exhausted: number;
}

/** Why the cell is to be asked again; null if it is not. */
function reasonToAskAgain(last: AttemptResult, tally: Tally): Again | null {
  if (isExplainedByPause(last.attempt.busy, last.end) && tally.suspended < MOST_SUSPENDED) {
    tally.suspended += 1;
    return { wait: 0, recovery: 0, spoilt: true };
  }
  if (last.end.failure?.cause === "local.fd-exhausted" && tally.exhausted < MOST_EXHAUSTED) {
    tally.exhausted += 1;
    return { wait: 0, recovery: LEAST_WAIT * 2 ** tally.exhausted, spoilt: true };
  }
  const asked = waitAfter429(last, LEAST_WAIT * 2 ** tally.putOff);
  // What the service put off was no answer: it counts against the wait, not against the attempts.
  if (asked === null) tally.counted += 1;
  else tally.putOff += 1;
  if (asked !== null) return { wait: asked, recovery: 0, spoilt: false };
  return tally.counted < MOST_ATTEMPTS && mayPass(last) ? { wait: 0, recovery: 0, spoilt: false } : null;
}

/** Ms that the service asks us to wait; null where it did not put us off. */
function waitAfter429({ attempt, end: { answer } }: AttemptResult, least: number): number | null {
  if (answer?.carrier.kind !== "status" || answer.carrier.status !== 429) return null;
  const hop = attempt.steps.flatMap((step) => step.hops).findLast(({ status }) => status === 429);
  return hop === undefined ? null : Math.max(least, waitAskedFor(hop, Date.now()));
}

/** Whether another attempt may be answered otherwise. */
function mayPass({ attempt, end: { answer } }: AttemptResult): boolean {
  if (answer === null) return false;
  return isPassing(answer) || attempt.steps.some((step) => step.hops.some((hop) => hop.redirect?.followed === true));
}

function isPassing({ carrier, type, code }: Answer): boolean {
  if (carrier.kind === "status") return carrier.status >= 500;
  return carrier.kind === "event" ? type === "server_error" && code === null : carrier.code === 1011;
}
