import type { MachineAccount } from "../model/report.ts";
import { AwakeClock, type Mark } from "../wire/awake-clock.ts";
import { Capacity, type CapacityChange } from "./capacity.ts";

/** Maximum concurrent cells over all targets, for any setting: each cell has a socket, and some have two. */
const MOST_AT_ONCE = 256;
/** Losses of a whole run that are recorded: a pause in which a peer can give up, or a tenth of its time. */
const TELLING_STALL_MS = 1_000;
const TELLING_SHARE = 0.1;

/**
 * The machine that makes a run: its clock, its capacity for concurrent cells, and what the report states about both.
 */
export class Machine {
  readonly clock = new AwakeClock().start();
  readonly capacity: Capacity;
  readonly #changes: CapacityChange[] = [];
  readonly #began: Mark;

  /** @param onCapacity called at each change of the number of concurrent cells */
  constructor(asked: { concurrency: number; targets: unknown[]; onCapacity?: (change: CapacityChange) => void }) {
    const most = Math.min(MOST_AT_ONCE, Math.max(1, asked.concurrency * asked.targets.length));
    this.#began = this.clock.mark();
    this.capacity = new Capacity(most, this.clock, (change) => {
      this.#changes.push(change);
      asked.onCapacity?.(change);
    }).start();
  }

  /** Stops watching. Returns how the machine affected the run, or null if it kept up. */
  stop(): MachineAccount | null {
    const { lostMs, stalls } = this.clock.lossSince(this.#began);
    const elapsed = performance.now() - this.#began.at;
    this.capacity.stop();
    this.clock.stop();
    const isTelling =
      this.#changes.length > 0 ||
      stalls.some(({ ms }) => ms >= TELLING_STALL_MS) ||
      (lostMs >= TELLING_STALL_MS && lostMs >= elapsed * TELLING_SHARE);
    return isTelling ? { lostMs, stalls, concurrency: this.#changes } : null;
  }
}
