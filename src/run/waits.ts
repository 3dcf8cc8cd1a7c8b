/*
 * What a run waits for, so that an operator is never left without a line. A long wait is announced when it begins. If no
 * cell finishes for a while, the run says what it waits for and which cells run.
 */

/** A shorter wait is not worth a line. */
const LONG_MS = 10_000;
/** Milliseconds without a finished cell until the run says what it waits for, and between two such lines. */
const QUIET_MS = 30_000;
const LOOK_MS = 1_000;

/** One wait of a target. */
interface Wait {
  target: string;
  /** `limit`: the service throttles. `pace`: the documented rate. `host`: the host does not answer. */
  why: "limit" | "pace" | "host";
  /** The deployments whose cells wait. Empty: the wait is about no deployment. */
  deployments: string[];
  /** The header that requests the wait, as received. Null if none does. */
  header: string | null;
}

/** Something that an operator should know. Times are in milliseconds from now. */
export type WaitEvent =
  | { kind: "waits"; wait: Wait; ms: number }
  | { kind: "quiet"; ms: number; waits: (Wait & { ms: number })[]; running: string[] };

/** The waits and the running cells of a run. */
export class Waits {
  readonly #onEvent: (event: WaitEvent) => void;
  readonly #now: () => number;
  readonly #waits = new Map<symbol, Wait & { until: number }>();
  readonly #running = new Set<string>();
  /** By target, the time until which a wait was announced. */
  readonly #announced = new Map<string, number>();
  #progressAt: number;
  #saidAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param now monotonic milliseconds */
  constructor(onEvent: (event: WaitEvent) => void, now: () => number = () => performance.now()) {
    this.#onEvent = onEvent;
    this.#now = now;
    this.#progressAt = now();
  }

  /** Starts to watch. The timer does not keep the process alive. */
  start(): this {
    this.#timer ??= setInterval(() => this.look(), LOOK_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Records a wait until the returned function is called. A long one is announced, unless one of its target just was. */
  begin(wait: Wait, ms: number): () => void {
    const until = this.#now() + ms;
    const key = Symbol(wait.target);
    this.#waits.set(key, { ...wait, until });
    const announced = this.#announced.get(wait.target) ?? Number.NEGATIVE_INFINITY;
    if (ms > LONG_MS && until > announced + LONG_MS) {
      this.#announced.set(wait.target, until);
      this.#onEvent({ kind: "waits", wait, ms });
    }
    return () => this.#waits.delete(key);
  }

  began(cell: string): void {
    this.#running.add(cell);
  }

  finished(cell: string): void {
    this.#running.delete(cell);
    this.#progressAt = this.#now();
  }

  /** Says what the run waits for if no cell has finished for a while. The timer calls it. */
  look(): void {
    const now = this.#now();
    if (now - Math.max(this.#progressAt, this.#saidAt) < QUIET_MS) return;
    this.#saidAt = now;
    const waits = [...this.#waits.values()].map(({ until, ...wait }) => ({ ...wait, ms: Math.max(0, until - now) }));
    this.#onEvent({ kind: "quiet", ms: now - this.#progressAt, waits, running: [...this.#running] });
  }
}
