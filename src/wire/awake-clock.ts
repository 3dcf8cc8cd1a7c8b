import type { Stall } from "../model/recording.ts";

/*
 * A process cannot read an answer while it does not run: stopped, starved of CPU, or busy with its own work. A deadline
 * must not blame the peer for that time, so deadlines count awake time only:
 *
 *   real time   ─beat──beat──beat─────────── stopped ───────────beat──beat─▶
 *   awake time  ─────────────────▪                              ▪──────────▶
 *
 * A timer beats every BEAT_MS. If two beats are further apart than LONGEST_GAP_MS, this process did not run for the
 * excess, and awake time does not grow. Many short gaps (a CPU quota) count like one long gap.
 */

const BEAT_MS = 20;
/** Time between two beats that counts as awake, because timers are a little late on any machine. */
const LONGEST_GAP_MS = 30;
/** A gap of this length is recorded with its time. */
const STALL_MS = 250;
/**
 * If the wall clock moves by this much between two beats, somebody set it or the machine slept. A monotonic clock does
 * not run during sleep.
 */
const CLOCK_JUMP_MS = 1_000;
/** Maximum recorded stalls. An attempt with more keeps the last ones. */
const MOST_STALLS = 64;

/** A point in time from which a busy machine is measured. */
export interface Mark {
  at: number;
  lost: number;
}

/** How long this process did not run since a mark. */
interface Loss {
  lostMs: number;
  /** Gaps of 250 ms and more. `at` is in milliseconds from the mark. */
  stalls: Stall[];
}

/** The clock of every deadline of a run. Its beat ends with `stop`. */
export class AwakeClock {
  readonly #monotonic: () => number;
  readonly #wall: () => number;
  readonly #stalls: Stall[] = [];
  #lost = 0;
  #beatAt: number;
  #wallOffset: number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param monotonic milliseconds that never go back
   * @param wall milliseconds of the machine's own clock, which may be set
   */
  constructor(monotonic: () => number = () => performance.now(), wall: () => number = () => Date.now()) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#beatAt = monotonic();
    this.#wallOffset = wall() - this.#beatAt;
  }

  /** Starts the beat. The timer does not keep the process alive. */
  start(): this {
    this.#beatAt = this.#monotonic();
    this.#timer ??= setInterval(() => this.beat(), BEAT_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Awake milliseconds, from an arbitrary start. They never go back, and do not grow while the process does not run.
   */
  now(): number {
    const at = this.#monotonic();
    return at - this.#lost - (this.#timer === undefined ? 0 : excess(at - this.#beatAt));
  }

  mark(): Mark {
    this.beat();
    return { at: this.#beatAt, lost: this.#lost };
  }

  lossSince(mark: Mark): Loss {
    this.beat();
    const stalls = this.#stalls
      .filter(({ at, ms }) => at + ms > mark.at)
      .map(({ at, ms, kind }): Stall => ({ at: Math.round(Math.max(0, at - mark.at)), ms: Math.round(ms), kind }));
    return { lostMs: Math.round(this.#lost - mark.lost), stalls };
  }

  /** Accounts for the time since the last beat. The timer calls it, and any code that needs a complete account. */
  beat(): void {
    const at = this.#monotonic();
    const gap = at - this.#beatAt;
    this.#lost += excess(gap);
    if (gap >= STALL_MS) this.#keep({ at: this.#beatAt, ms: gap, kind: "loop" });
    const offset = this.#wall() - at;
    if (offset - this.#wallOffset >= CLOCK_JUMP_MS) {
      this.#keep({ at: this.#beatAt, ms: offset - this.#wallOffset, kind: "clock" });
    }
    this.#beatAt = at;
    this.#wallOffset = offset;
  }

  #keep(stall: Stall): void {
    this.#stalls.push(stall);
    if (this.#stalls.length > MOST_STALLS) this.#stalls.shift();
  }
}

function excess(gap: number): number {
  return Math.max(0, gap - LONGEST_GAP_MS);
}
