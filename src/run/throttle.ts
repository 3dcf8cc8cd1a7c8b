/*
 * A service that throttles every request of a deployment must cost a few waits instead of one for each cell. Cells that
 * share a limit therefore share a throttle. It counts cells that the service refused although they waited.
 *
 *   open ──three useless waits in a row──▶ learnt: no cell waits, each is tried once
 *    ▲                                          │
 *    └─────────────a request is accepted────────┘
 */

const IN_A_ROW = 3;

/** What the 429 responses to the cells of one limit have shown. */
export class Throttle {
  readonly #distinct: boolean;
  #row: string[] = [];
  #learnt = new AbortController();
  /** Number of cells that wait because the service refused them. */
  waiting = 0;

  /**
   * @param distinct whether useless waits count once for each deployment. One deployment proves nothing about the
   * others.
   */
  constructor(distinct = false) {
    this.#distinct = distinct;
  }

  /** Whether waiting is of no use. */
  get isLearnt(): boolean {
    return this.#learnt.signal.aborted;
  }

  /** Aborts when it is learnt that waiting is of no use. */
  get learnt(): AbortSignal {
    return this.#learnt.signal;
  }

  /** Records that the service refused a cell for which the run has waited, or cannot wait. */
  refusedInVain(deployment: string | null): void {
    const name = deployment ?? "";
    if (this.#distinct && this.#row.includes(name)) return;
    this.#row.push(name);
    if (this.#row.length >= IN_A_ROW) this.#learnt.abort();
  }

  /** Records that the service accepted a request. Later cells wait again. */
  accepted(): void {
    this.#row = [];
    if (this.isLearnt) this.#learnt = new AbortController();
  }
}
