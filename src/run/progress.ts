import type { Cell } from "../model/cell.ts";

/** The progress of one target. */
export interface TargetProgress {
  name: string;
  done: number;
  total: number;
  /** Estimated milliseconds until its last cell, at its rate up to now. Null before its first cell has finished. */
  leftMs: number | null;
}

/** The progress of a run, emitted after each cell. Cells that the plan skips are not counted, and controls are. */
export interface ProgressEvent {
  done: number;
  total: number;
  cell: string;
  /** The targets that still run, sorted by remaining time, longest first. */
  running(): TargetProgress[];
}

/** Counts the finished cells of a run. */
export class RunProgress {
  readonly #targets = new Map<string, { done: number; total: number }>();
  readonly #total: number;
  readonly #now: () => number;
  readonly #began: number;
  #done = 0;

  /** @param now monotonic milliseconds */
  constructor(cells: Cell[], now: () => number = () => performance.now()) {
    this.#now = now;
    this.#began = now();
    this.#total = cells.length;
    for (const { target } of cells) this.#of(target).total += 1;
  }

  get isComplete(): boolean {
    return this.#done === this.#total;
  }

  finished(cell: Cell): ProgressEvent {
    this.#done += 1;
    this.#of(cell.target).done += 1;
    return { done: this.#done, total: this.#total, cell: cell.id, running: () => this.#running() };
  }

  #of(target: string): { done: number; total: number } {
    const known = this.#targets.get(target) ?? { done: 0, total: 0 };
    this.#targets.set(target, known);
    return known;
  }

  #running(): TargetProgress[] {
    const elapsed = this.#now() - this.#began;
    return [...this.#targets]
      .filter(([, { done, total }]) => done < total)
      .map(([name, { done, total }]) => ({
        name,
        done,
        total,
        leftMs: done === 0 ? null : (elapsed / done) * (total - done),
      }))
      .sort((a, b) => timeLeft(b) - timeLeft(a));
  }
}

function timeLeft({ leftMs }: TargetProgress): number {
  return leftMs ?? Number.MAX_VALUE;
}
