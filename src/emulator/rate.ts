/** A limit: at most `count` in any period of `within` ms. */
export interface RateLimit {
  count: number;
  /** Ms. */
  within: number;
}

/** Counts the events of the last `within` ms. */
export class SlidingWindow {
  readonly limit: RateLimit;
  readonly #now: () => number;
  #taken: number[] = [];

  /** @param now monotonic or epoch ms */
  constructor(limit: RateLimit, now: () => number) {
    this.limit = limit;
    this.#now = now;
  }

  /** Takes one and returns null, or returns the ms to wait if the limit is reached. */
  take(): number | null {
    const now = this.#now();
    this.#taken = this.#taken.filter((at) => at > now - this.limit.within);
    const oldest = this.#taken[0];
    if (this.#taken.length >= this.limit.count) return Math.max(1, (oldest ?? now) + this.limit.within - now);
    this.#taken.push(now);
    return null;
  }

  /** The number that can still be taken now, and the ms until the oldest one no longer counts. */
  state(): { remaining: number; resetMs: number } {
    const now = this.#now();
    const live = this.#taken.filter((at) => at > now - this.limit.within);
    return {
      remaining: this.limit.count - live.length,
      resetMs: live[0] === undefined ? 0 : live[0] + this.limit.within - now,
    };
  }
}
