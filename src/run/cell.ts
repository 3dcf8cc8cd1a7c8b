import type { Answer } from "../model/answer.ts";
import { MOST_ATTEMPTS } from "../model/effort.ts";
import type { Attempt, Recording } from "../model/recording.ts";
import { readRetryAfter } from "../steps/retry-after.ts";
import { isExplainedByPause } from "../steps/suspension.ts";
import type { AwakeClock } from "../wire/awake-clock.ts";
import { type AttemptContext, type AttemptResult, runAttempt } from "./attempt.ts";
import type { Bucket } from "./bucket.ts";
import { pause } from "./pause.ts";

/**
 * Minimum pause before repeating a throttled attempt, in milliseconds. It doubles each time, because the service may
 * request no pause at all.
 */
const LEAST_WAIT = 250;
/** Milliseconds to wait if the service gives no usable time. */
const DEFAULT_WAIT = 1000;
/**
 * Shares of the maximum wait after which another 429 shows that waiting is useless. The first is for a time that the
 * service gave. The second is a minute by default, because the service counts requests in a minute.
 */
const IN_VAIN = { service: 1 / 8, default: 1 / 2 };
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
  /** Waits because the service throttled the cell. Returns early if the run ends, or if waiting is useless. */
  waitForLimit(wait: LimitWait): Promise<void>;
  /** Called if the service throttled the cell although it waited, or if the cell may not wait any more. */
  onRefusedInVain(): void;
  /** Called if the service accepted the last request of an attempt. Another refusal says nothing about a limit. */
  onAccepted(): void;
  /** Whether earlier cells have shown that waiting is useless. */
  isHopeless(): boolean;
  /** Called each time this machine has no file descriptor for the cell. */
  onExhausted(): void;
}

/** A wait that the service requested. */
export interface LimitWait {
  ms: number;
  /** The header that requests it, as received. Null if none does. */
  header: string | null;
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
 *
 * @param prepare what each attempt needs before its time begins, such as a new token
 */
export async function runCell(
  prepare: () => Promise<(deadline: number) => AttemptContext>,
  limits: CellLimits,
): Promise<CellRun> {
  const { clock, signal } = limits;
  const startedAt = new Date().toISOString();
  const tally = { counted: 0, putOff: 0, suspended: 0, exhausted: 0 };
  const attempts: Attempt[] = [];
  let onWire = 0;
  let waited = 0;
  let wait = 0;
  for (;;) {
    const context = await prepare();
    const before = clock.now();
    const last = await runAttempt(context(before + limits.timeoutMs - onWire), wait);
    attempts.push(last.attempt);
    const again = reasonToRepeat(last, tally);
    if (last.end.failure?.cause === "local.fd-exhausted") limits.onExhausted();
    if (again?.spoilt !== true) onWire += clock.now() - before;
    const asked = Math.max(again?.wait ?? 0, limits.bucket?.wait(performance.now()) ?? 0);
    const isWithin = waited + asked <= limits.maxWaitMs;
    const refusal = again?.refusal ?? null;
    if (isAccepted(last)) limits.onAccepted();
    if (refusal !== null && (!isWithin || waited >= limits.maxWaitMs * IN_VAIN[refusal.by])) limits.onRefusedInVain();
    const canGoOn = () => !signal.aborted && !(refusal !== null && limits.isHopeless());
    const goesOn = again !== null && isWithin && onWire < limits.timeoutMs && canGoOn();
    if (goesOn) {
      wait = Math.round(asked);
      waited += asked;
      if (asked > 0) await limits.waitForLimit({ ms: asked, header: refusal?.header ?? null });
      else await pause(again.recovery, signal);
    }
    if (!goesOn || !canGoOn()) {
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
  /** Set if the service throttled the attempt. */
  refusal: Refusal | null;
}

interface Refusal extends LimitWait {
  /** What the time comes from. */
  by: keyof typeof IN_VAIN;
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
    return { wait: 0, recovery: 0, spoilt: true, refusal: null };
  }
  if (last.end.failure?.cause === "local.fd-exhausted" && tally.exhausted < MOST_EXHAUSTED) {
    tally.exhausted += 1;
    return { wait: 0, recovery: LEAST_WAIT * 2 ** tally.exhausted, spoilt: true, refusal: null };
  }
  const refusal = refusalOf(last, LEAST_WAIT * 2 ** tally.putOff);
  // A throttled attempt has no answer. It counts against the wait limit, not against the attempts.
  if (refusal === null) tally.counted += 1;
  else tally.putOff += 1;
  if (refusal !== null) return { wait: refusal.ms, recovery: 0, spoilt: false, refusal };
  const repeats = tally.counted < MOST_ATTEMPTS && mayChange(last);
  return repeats ? { wait: 0, recovery: 0, spoilt: false, refusal: null } : null;
}

/** Returns what the service asks the client to wait. Null if it did not throttle the attempt. */
function refusalOf({ attempt, end: { answer } }: AttemptResult, least: number): Refusal | null {
  if (answer?.carrier.kind !== "status" || answer.carrier.status !== 429) return null;
  const hop = attempt.steps.flatMap((step) => step.hops).findLast(({ status }) => status === 429);
  if (hop === undefined) return null;
  const { ms, header, isTooLong } = readRetryAfter(hop, Date.now());
  // A wait that is longer than any run makes this answer the last one.
  if (isTooLong) return { ms: Number.POSITIVE_INFINITY, header, by: "service" };
  if (ms === null) return { ms: Math.max(least, DEFAULT_WAIT), header: null, by: "default" };
  return { ms: Math.max(least, ms), header, by: "service" };
}

function isAccepted({ attempt }: AttemptResult): boolean {
  const status = attempt.steps.flatMap((step) => step.hops).at(-1)?.status ?? null;
  return status !== null && status < 400;
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
