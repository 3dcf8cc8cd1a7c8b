import { CAUSES, type Cause } from "../model/cause.ts";
import type { Connection } from "../model/connection.ts";
import type { Failure, Phases } from "../model/recording.ts";
import type { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";
import type { AwakeClock } from "./awake-clock.ts";
import { startDeadline } from "./deadline.ts";
import type { Deadlines } from "./limits.ts";
import { causeOf, type Phase, plainError, type Sighting, TIMEOUTS } from "./platform-error.ts";

/** Maximum characters of a platform's message to keep. A certificate error may list every name of a host. */
const TEXT_LIMIT = 300;

/** What a hop's clock needs from the run. */
interface PhaseContext {
  clock: AwakeClock;
  /** Value of clock.now() at which the cell must have ended. */
  cellDeadline: number;
  deadlines: Deadlines;
  /** Milliseconds for all phases of `CONNECTING` together. Absent: each has its own deadline. */
  network: { connectMs?: number };
  signal: AbortSignal;
}

/** Phases before the connection is open. Before a tunnel is open, so are all others. */
const CONNECTING: readonly Phase[] = ["dns", "tcp", "tls"];

/**
 * The clock of one hop: the current phase, the end of each phase, and one absolute deadline per phase within the cell's
 * remaining time. Deadlines count awake time, and phases count real time. It ends the hop through one callback.
 */
export class HopClock {
  readonly started = performance.now();
  readonly phases: Phases = { dns: null, tcp: null, tls: null, sent: null, firstByte: null, end: null };
  readonly seen: Sighting = { phase: "dns", ended: false, reset: false, bytesRead: 0, error: null };
  /** The deadline or interruption that ended the hop, if any. */
  expired: Failure | null = null;
  /** Remote address and port of the first connection, recorded at once because a closed socket no longer has them. */
  remote: string | null = null;
  /** What is known about the connection. Null if no address was tried. */
  connection: Connection | null = null;
  readonly #context: PhaseContext;
  readonly #onExpiry: () => void;
  /** Awake time at the start. */
  readonly #begun: number;
  #cancelDeadline: () => void = () => undefined;

  constructor(context: PhaseContext, onExpiry: () => void) {
    this.#context = context;
    this.#onExpiry = onExpiry;
    this.#begun = context.clock.now();
    context.signal.addEventListener("abort", this.#interrupt, { once: true });
    this.enter("dns");
    if (context.signal.aborted) queueMicrotask(this.#interrupt);
  }

  /** Begins a phase with a new timer. Received bytes do not reset it. */
  enter(phase: Phase): void {
    this.seen.phase = phase;
    this.#cancelDeadline();
    const { clock, cellDeadline } = this.#context;
    const own = this.#limitOf(phase);
    const left = Math.max(0, cellDeadline - clock.now());
    this.#cancelDeadline = startDeadline(clock, Math.min(own, left), () =>
      this.#expire(own <= left ? this.#timeout(phase) : "cell.deadline"),
    );
  }

  #limitOf(phase: Phase): number {
    const { clock, deadlines, network } = this.#context;
    const isOpen = !CONNECTING.includes(phase) && this.seen.tunnelling !== true;
    if (network.connectMs === undefined || isOpen) return deadlines[phase];
    return Math.max(0, network.connectMs - (clock.now() - this.#begun));
  }

  /** Records the end of a phase. */
  mark(phase: keyof Phases): void {
    this.phases[phase] ??= Math.round((performance.now() - this.started) * 10) / 10;
  }

  /** Ends the clock. */
  end(): void {
    this.#cancelDeadline();
    this.#context.signal.removeEventListener("abort", this.#interrupt);
  }

  /** Returns the meaning of a thrown error at this phase. A deadline that expired outranks the abort that it caused. */
  failureOf(error: unknown, vault: Vault): Failure {
    if (this.expired !== null) return this.expired;
    const thrown = plainError(error);
    // If the client library only reports that the socket ended, the socket's own error is more precise.
    const plain = isVague(thrown.code) ? (this.seen.error ?? thrown) : thrown;
    return failure(causeOf(plain, this.seen), this.#phase(), plain.code, messageOf(plain.message, vault));
  }

  #expire(cause: Cause): void {
    if (this.expired !== null) return;
    this.expired = failure(cause, this.#phase(), null, CAUSES[cause].why);
    this.#onExpiry();
  }

  /** Before the tunnel is open, a timeout is the proxy's. */
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

/** Makes a failure in its recorded form. */
export function failure(cause: Cause, phase: string, code: string | null, text: string): Failure {
  return { cause, code, phase, text };
}

/** Removes secrets and everything that changes from run to run from a platform's message. */
function messageOf(message: string, vault: Vault): string {
  const plain = message
    .replace(/^[0-9A-F]{8,}:/, "")
    .replace(/\s+/g, " ")
    .trim();
  return redactText(plain, vault).slice(0, TEXT_LIMIT);
}
