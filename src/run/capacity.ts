import type { AwakeClock, Mark } from "../wire/awake-clock.ts";
import { Places } from "./places.ts";

/*
 * Limits the number of concurrent cells of this machine. It starts with the operator's number, halves if the machine
 * cannot keep up, and grows again slowly. A time measured on a late machine would not be the service's.
 */

/** Why fewer cells run concurrently. */
type Strain = "event-loop-delay" | "file-descriptors";

/** One change. `why` is null if the machine keeps up again. */
export interface CapacityChange {
  /** UTC, ISO 8601. */
  at: string;
  /** Number of concurrent cells from then on, over all targets. */
  cells: number;
  why: Strain | null;
}

const WINDOW_MS = 1_000;
/** Shares of a window in which the process did not run: above the first is too much, below the second is little. */
const TOO_MUCH = 0.4;
const LITTLE = 0.1;
/** Consecutive windows that begin a strain, and that end it. One pause of any length is one window. */
const STRAINED_WINDOWS = 3;
const CALM_WINDOWS = 5;

/** Places for the cells of all targets of a run. */
export class Capacity {
  readonly places: Places;
  readonly #most: number;
  readonly #monotonic: () => number;
  readonly #clock: AwakeClock;
  readonly #onChange: (change: CapacityChange) => void;
  #mark: Mark;
  #strained = 0;
  #calm = 0;
  #loweredAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param most the operator's number of concurrent cells, over all targets
   * @param monotonic milliseconds of a clock that never goes back
   */
  constructor(
    most: number,
    clock: AwakeClock,
    onChange: (change: CapacityChange) => void,
    monotonic: () => number = () => performance.now(),
  ) {
    this.#monotonic = monotonic;
    this.#most = most;
    this.places = new Places(most);
    this.#clock = clock;
    this.#onChange = onChange;
    this.#mark = clock.mark();
  }

  /** Starts to watch the machine. The timer does not keep the process alive. */
  start(): this {
    this.#timer ??= setInterval(() => this.look(), WINDOW_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Records that the machine had no file descriptor for a connection. */
  exhausted(): void {
    // Cells that run out of descriptors together count as one event.
    if (this.#monotonic() - this.#loweredAt >= WINDOW_MS) this.#lower("file-descriptors");
  }

  /** Evaluates the window that has just ended. The timer calls it. */
  look(): void {
    const elapsed = this.#monotonic() - this.#mark.at;
    const share = this.#clock.lossSince(this.#mark).lostMs / Math.max(1, elapsed);
    this.#mark = this.#clock.mark();
    this.#strained = share > TOO_MUCH ? this.#strained + 1 : 0;
    this.#calm = share < LITTLE ? this.#calm + 1 : 0;
    if (this.#strained >= STRAINED_WINDOWS) this.#lower("event-loop-delay");
    else if (this.#calm >= CALM_WINDOWS && this.places.limit < this.#most) this.#raise();
  }

  #lower(why: Strain): void {
    this.#strained = 0;
    this.#calm = 0;
    this.#loweredAt = this.#monotonic();
    const { limit, taken } = this.places;
    const half = Math.max(1, Math.floor(Math.min(limit, taken) / 2));
    if (half < limit) this.#change(half, why);
  }

  #raise(): void {
    this.#calm = 0;
    this.#change(Math.min(this.#most, this.places.limit * 2), null);
  }

  #change(limit: number, why: Strain | null): void {
    this.places.resize(limit);
    this.#onChange({ at: new Date().toISOString(), cells: limit, why });
  }
}
