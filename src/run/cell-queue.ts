import type { Cell } from "../model/cell.ts";
import type { Recording } from "../model/recording.ts";
import type { Bucket } from "./bucket.ts";
import type { Circuit } from "./circuit.ts";
import { Heap } from "./heap.ts";

/** What a cell has to wait for. Cells with the same answer to all of it share a lane. */
export interface Gate {
  /** Names the lane. */
  name: string;
  bucket: Bucket | null;
  /** Whether the host is reached at all, and whether it answers over the transport of the cell's first request. */
  circuits: { reach: Circuit; answers: Circuit };
}

/** What the queue has for a worker. */
export type Next =
  | { kind: "ask"; cell: Cell; gate: Gate }
  | { kind: "give-up"; cell: Cell; notAttempted: NonNullable<Recording["notAttempted"]> }
  /** Nothing can be asked for so many ms, or until another cell has ended. */
  | { kind: "wait"; ms: number }
  | { kind: "empty" };

/** Longest wait before a lane is looked at again whose host another cell is trying. */
const TRY_MS = 1_000;

interface Lane {
  gate: Gate;
  /** In their order, with their number in the whole queue; those before `next` are gone. */
  cells: { cell: Cell; number: number }[];
  next: number;
}

/**
 * A target's cells, in their order as far as their gates allow. A lane that cannot go on sleeps until it can, so that
 * taking a cell costs the same whatever waits before it.
 */
export class CellQueue {
  readonly #awake = new Heap<Lane>();
  readonly #asleep = new Heap<Lane>();

  constructor(cells: Cell[], gateOf: (cell: Cell) => Gate) {
    const lanes = new Map<string, Lane>();
    for (const [number, cell] of cells.entries()) {
      const gate = gateOf(cell);
      const lane = lanes.get(gate.name) ?? { gate, cells: [], next: 0 };
      lanes.set(gate.name, lane);
      lane.cells.push({ cell, number });
    }
    for (const lane of lanes.values()) this.#wake(lane);
  }

  /** Takes the first cell that may be asked now, or that never will be. `now` is monotonic ms. */
  take(now: number): Next {
    while (this.#asleep.first <= now) this.#wake(this.#asleep.pop());
    for (let lane = this.#awake.pop(); lane !== undefined; lane = this.#awake.pop()) {
      const { bucket, circuits } = lane.gate;
      const { reach, answers } = circuits;
      const notAttempted = reach.givenUp() ?? answers.givenUp();
      const wait = Math.max(bucket?.wait(now) ?? 0, reach.wait(now), answers.wait(now));
      if (notAttempted === null && wait > 0) {
        this.#asleep.push(now + (Number.isFinite(wait) ? wait : TRY_MS), lane);
        continue;
      }
      const cell = takeFrom(lane);
      this.#wake(lane);
      if (notAttempted !== null) return { kind: "give-up", cell, notAttempted };
      bucket?.take(now);
      reach.begin(cell);
      answers.begin(cell);
      return { kind: "ask", cell, gate: lane.gate };
    }
    const ms = this.#asleep.first - now;
    return Number.isFinite(ms) ? { kind: "wait", ms } : { kind: "empty" };
  }

  /** Looks at every sleeping lane again: a host is back, or is given up. */
  wakeAll(): void {
    for (let lane = this.#asleep.pop(); lane !== undefined; lane = this.#asleep.pop()) this.#wake(lane);
  }

  #wake(lane: Lane | undefined): void {
    const first = lane?.cells[lane.next];
    if (lane !== undefined && first !== undefined) this.#awake.push(first.number, lane);
  }
}

/** The first cell of a lane that its circuits prefer, else its first. */
function takeFrom(lane: Lane): Cell {
  const { cells, next } = lane;
  const { reach, answers } = lane.gate.circuits;
  let at = next;
  while (at < cells.length && !(reach.prefers(cells[at]?.cell) && answers.prefers(cells[at]?.cell))) at += 1;
  const chosen = at > next && at < cells.length ? cells.splice(at, 1)[0] : cells[next];
  if (chosen === undefined) throw new Error("a lane without cells was taken from");
  if (chosen === cells[next]) lane.next += 1;
  return chosen.cell;
}
