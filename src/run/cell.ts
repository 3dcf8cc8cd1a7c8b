import type { Answer } from "../model/answer.ts";
import { MOST_ATTEMPTS } from "../model/effort.ts";
import type { Attempt, Recording } from "../model/recording.ts";
import { isExplainedByPause } from "../steps/suspension.ts";
import type { AwakeClock } from "../wire/awake-clock.ts";
import { type AttemptContext, type AttemptResult, runAttempt } from "./attempt.ts";
import type { Bucket } from "./bucket.ts";
import { pause } from "./pause.ts";
import { parseRetryAfter } from "./retry-after.ts";

/**
 * Minimum pause before repeating a throttled attempt, in milliseconds. It doubles each time, because the service may
 * request no pause at all.
 */
const LEAST_WAIT = 250;
/** Extra attempts after a fault of the local machine: one for a pause, and some for missing descriptors. */
const MOST_SUSPENDED = 1;
const MOST_EXHAUSTED = 3;

interface CellLimits {
  clock: AwakeClock;
  /** Milliseconds of awake time on the wire, over all attempts that count. */
  timeoutMs: number;
  /** Maximum milliseconds in total to wait because the service requested it. */
  maxWaitMs: number;
  /** The rate limit of every attempt after the first. Null: none. */
  bucket: Bucket | null;
  signal: AbortSignal;
  /** Waits because the service throttled the cell. Returns early if the run is interrupted. */
  waitForLimit(ms: number): Promise<void>;
  /** Called each time this machine has no file descriptor for the cell. */
  onExhausted(): void;
}

/** A finished cell. */
interface CellRun {
  recording: Recording;
  /** The last attempt. */
  last: AttemptResult;
  /** Whether the end of the run cut it off. It would have gone on otherwise. */
  isCut: boolean;
}

/**
 * Runs one cell, and repeats it if the service throttled it or if one answer is not enough. It also repeats an attempt
 * that the local machine spoilt, which counts neither as an attempt nor against the cell's time. If interrupted, it
 * keeps the recording up to then, because requests were sent.
 */
export async function runCell(context: (deadline: number) => AttemptContext, limits: CellLimits): Promise<CellRun> {
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
    const again = reasonToRepeat(last, tally);
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
      const durationMs = attempts.reduce((sum, attempt) => sum + (attempt.durationMs ?? 0), 0);
      const isCut = signal.aborted && (goesOn || last.end.failure?.cause === "run.interrupted");
      return { recording: { startedAt, durationMs, attempts, notAttempted: null }, last, isCut };
    }
    limits.bucket?.take(performance.now());
  }
}

/** Why another attempt is made. */
interface Again {
  /** Milliseconds that the service asks the client to wait. */
  wait: number;
  /** Milliseconds that the local machine needs. */
  recovery: number;
  /** Whether the local machine spoilt the last attempt. */
  spoilt: boolean;
}

interface Tally {
  /** Attempts whose answer counts. */
  counted: number;
  /** Attempts that the service throttled. */
  putOff: number;
  /** Attempts spoilt by a pause of this machine. `exhausted` counts those without a file descriptor. */
  suspended: number;
  exhausted: number;
}

/** Returns why the cell must be repeated. Null if it need not be. */
function reasonToRepeat(last: AttemptResult, tally: Tally): Again | null {
  if (isExplainedByPause(last.attempt.busy, last.end) && tally.suspended < MOST_SUSPENDED) {
    tally.suspended += 1;
    return { wait: 0, recovery: 0, spoilt: true };
  }
  if (last.end.failure?.cause === "local.fd-exhausted" && tally.exhausted < MOST_EXHAUSTED) {
    tally.exhausted += 1;
    return { wait: 0, recovery: LEAST_WAIT * 2 ** tally.exhausted, spoilt: true };
  }
  const asked = waitAfter429(last, LEAST_WAIT * 2 ** tally.putOff);
  // A throttled attempt has no answer. It counts against the wait limit, not against the attempts.
  if (asked === null) tally.counted += 1;
  else tally.putOff += 1;
  if (asked !== null) return { wait: asked, recovery: 0, spoilt: false };
  return tally.counted < MOST_ATTEMPTS && mayChange(last) ? { wait: 0, recovery: 0, spoilt: false } : null;
}

/** Returns the milliseconds that the service asks the client to wait. Null if it did not throttle the attempt. */
function waitAfter429({ attempt, end: { answer } }: AttemptResult, least: number): number | null {
  if (answer?.carrier.kind !== "status" || answer.carrier.status !== 429) return null;
  const hop = attempt.steps.flatMap((step) => step.hops).findLast(({ status }) => status === 429);
  return hop === undefined ? null : Math.max(least, parseRetryAfter(hop, Date.now()));
}

/** Whether another attempt may get a different answer. */
function mayChange({ attempt, end: { answer } }: AttemptResult): boolean {
  if (answer === null) return false;
  return isPassing(answer) || attempt.steps.some((step) => step.hops.some((hop) => hop.redirect?.followed === true));
}

function isPassing({ carrier, type, code }: Answer): boolean {
  if (carrier.kind === "status") return carrier.status >= 500;
  return carrier.kind === "event" ? type === "server_error" && code === null : carrier.code === 1011;
}
