/** So many of something within so long a time, counted back from each. */
export interface RateLimit {
  count: number;
  /** Ms. */
  within: number;
}

/** A window that slides: what is over its limit is put off until the oldest has left it. */
export class SlidingWindow {
  readonly limit: RateLimit;
  readonly #now: () => number;
  #taken: number[] = [];

  /** @param now monotonic or epoch ms */
  constructor(limit: RateLimit, now: () => number) {
    this.limit = limit;
    this.#now = now;
  }

  /** Takes one, or says how many ms to wait for the next; null where it was taken. */
  take(): number | null {
    const now = this.#now();
    this.#taken = this.#taken.filter((at) => at > now - this.limit.within);
    const oldest = this.#taken[0];
    if (this.#taken.length >= this.limit.count) return Math.max(1, (oldest ?? now) + this.limit.within - now);
    this.#taken.push(now);
    return null;
  }

  /** How many may still be taken now, and the ms until the oldest leaves. */
  state(): { remaining: number; resetMs: number } {
    const now = this.#now();
    const live = this.#taken.filter((at) => at > now - this.limit.within);
    return {
      remaining: this.limit.count - live.length,
      resetMs: live[0] === undefined ? 0 : live[0] + this.limit.within - now,
    };
  }
}
