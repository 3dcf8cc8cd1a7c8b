import { CAUSES, type Cause } from "../model/cause.ts";
import type { Failure, Phases } from "../model/recording.ts";
import type { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";
import type { AwakeClock } from "./awake-clock.ts";
import { startDeadline } from "./deadline.ts";
import type { Deadlines } from "./limits.ts";
import { causeOf, type Phase, plainError, type Sighting, TIMEOUTS } from "./platform-error.ts";

/** Characters of a platform's message that are kept; a certificate error may list every name of a host. */
const TEXT_LIMIT = 300;

/** What a hop's clock needs of the run. */
interface PhaseContext {
  clock: AwakeClock;
  /** clock.now() by which the cell must have ended. */
  cellDeadline: number;
  deadlines: Deadlines;
  signal: AbortSignal;
}

/**
 * The clock of one hop: which phase is under way, when each was complete, and one absolute deadline for the phase, never
 * longer than what the cell has left. Deadlines count awake time, phases real time. Ends the hop by calling back, once.
 */
export class HopClock {
  readonly started = performance.now();
  readonly phases: Phases = { dns: null, tcp: null, tls: null, sent: null, firstByte: null, end: null };
  readonly seen: Sighting = { phase: "dns", ended: false, reset: false, bytesRead: 0, error: null };
  /** The deadline or interruption that ended the hop, if one did. */
  expired: Failure | null = null;
  /** Remote address and port of the first connection; noted when it is made, for a closed socket no longer knows. */
  remote: string | null = null;
  readonly #context: PhaseContext;
  readonly #onExpiry: () => void;
  #cancelDeadline: () => void = () => undefined;

  constructor(context: PhaseContext, onExpiry: () => void) {
    this.#context = context;
    this.#onExpiry = onExpiry;
    context.signal.addEventListener("abort", this.#interrupt, { once: true });
    this.enter("dns");
    if (context.signal.aborted) queueMicrotask(this.#interrupt);
  }

  /** Begins a phase: the timer starts anew, and a byte does not reset it. */
  enter(phase: Phase): void {
    this.seen.phase = phase;
    this.#cancelDeadline();
    const { clock, cellDeadline, deadlines } = this.#context;
    const own = deadlines[phase];
    const left = Math.max(0, cellDeadline - clock.now());
    this.#cancelDeadline = startDeadline(clock, Math.min(own, left), () =>
      this.#expire(own <= left ? this.#timeout(phase) : "cell.deadline"),
    );
  }

  /** Notes that a phase is complete. */
  mark(phase: keyof Phases): void {
    this.phases[phase] ??= Math.round((performance.now() - this.started) * 10) / 10;
  }

  /** Ends the clock. */
  end(): void {
    this.#cancelDeadline();
    this.#context.signal.removeEventListener("abort", this.#interrupt);
  }

  /** What a thrown thing means at this phase; a deadline that expired before outranks the abort it caused. */
  failureOf(error: unknown, vault: Vault): Failure {
    if (this.expired !== null) return this.expired;
    const thrown = plainError(error);
    // A client that only says that the socket ended knows less than the socket said.
    const plain = isVague(thrown.code) ? (this.seen.error ?? thrown) : thrown;
    return failure(causeOf(plain, this.seen), this.#phase(), plain.code, messageOf(plain.message, vault));
  }

  #expire(cause: Cause): void {
    if (this.expired !== null) return;
    this.expired = failure(cause, this.#phase(), null, CAUSES[cause].why);
    this.#onExpiry();
  }

  /** Until a tunnel stands, it is the proxy that did not answer in time. */
  #timeout(phase: Phase): Cause {
    return this.seen.tunnelling === true ? "proxy.refused" : TIMEOUTS[phase];
  }

  #phase(): string {
    return this.seen.tunnelling === true ? "proxy" : this.seen.phase;
  }

  readonly #interrupt = (): void => this.#expire("run.interrupted");
}

function isVague(code: string | null): boolean {
  return code === null || code === "ECONNRESET";
}

/** A failure in its recorded form. */
export function failure(cause: Cause, phase: string, code: string | null, text: string): Failure {
  return { cause, code, phase, text };
}

/** A platform's message without what changes from run to run and without secrets. */
function messageOf(message: string, vault: Vault): string {
  const plain = message
    .replace(/^[0-9A-F]{8,}:/, "")
    .replace(/\s+/g, " ")
    .trim();
  return redactText(plain, vault).slice(0, TEXT_LIMIT);
}
