/**
 * A bucket of requests, full at the start. At most its size may begin within any minute, as the service counts them.
 */
export class Bucket {
  readonly #size: number;
  readonly #taken: number[] = [];

  constructor(perMinute: number) {
    this.#size = perMinute;
  }

  /** Returns the milliseconds until a request may be made, 0 for now. `now` is in monotonic milliseconds. */
  wait(now: number): number {
    const oldest = this.#taken[0];
    if (this.#taken.length < this.#size || oldest === undefined) return 0;
    return Math.max(0, oldest + 60_000 - now);
  }

  /** Takes one request from the bucket. */
  take(now: number): void {
    this.#taken.push(now);
    if (this.#taken.length > this.#size) this.#taken.shift();
  }
}
