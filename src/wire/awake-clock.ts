import type { Stall } from "../model/recording.ts";

/*
 * A process cannot read an answer while it does not run: stopped, starved of CPU, or busy with its own work. A deadline
 * that counts that time blames the peer for it. So deadlines count awake time only:
 *
 *   real time   ─beat──beat──beat─────────── stopped ───────────beat──beat─▶
 *   awake time  ─────────────────▪                              ▪──────────▶
 *
 * A timer beats every BEAT_MS. When two beats are further apart than LONGEST_GAP_MS, the excess is time in which this
 * process did not run, and awake time stands still for it. Many short gaps (a CPU quota) count like one long gap.
 */

const BEAT_MS = 20;
/** Time between two beats that counts as awake: timers are a little late on any machine. */
const LONGEST_GAP_MS = 30;
/** A gap of this length is kept with its time. */
const STALL_MS = 250;
/** A clock that moves by this much between two beats was set, or the machine slept: its monotonic clock stands still then. */
const CLOCK_JUMP_MS = 1_000;
/** Stalls that are kept; an attempt that meets more shows the last of them. */
const MOST_STALLS = 64;

/** A moment from which a busy machine is accounted for. */
export interface Mark {
  at: number;
  lost: number;
}

/** How much of the time since a mark this process did not run. */
interface Loss {
  lostMs: number;
  /** Gaps of 250 ms and more; `at` is in ms from the mark. */
  stalls: Stall[];
}

/** The clock that every deadline of a run goes by. One for a run: its beat ends with `stop`. */
export class AwakeClock {
  readonly #monotonic: () => number;
  readonly #wall: () => number;
  readonly #stalls: Stall[] = [];
  #lost = 0;
  #beatAt: number;
  #wallOffset: number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param monotonic ms that never go back
   * @param wall ms of the machine's own clock, which may be set
   */
  constructor(monotonic: () => number = () => performance.now(), wall: () => number = () => Date.now()) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#beatAt = monotonic();
    this.#wallOffset = wall() - this.#beatAt;
  }

  /** Begins to beat. The timer does not keep a process alive. */
  start(): this {
    this.#beatAt = this.#monotonic();
    this.#timer ??= setInterval(() => this.beat(), BEAT_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Awake ms, from an arbitrary start. Never goes back, and stands still while the process does not run. */
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

  /** Accounts for the time since the last beat. Called by the timer, and by whoever needs the account to be complete. */
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
