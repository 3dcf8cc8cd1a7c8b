import type { Cell } from "../model/cell.ts";
import type { Recording } from "../model/recording.ts";
import type { Bucket } from "./bucket.ts";
import type { Circuit } from "./circuit.ts";
import { Heap } from "./heap.ts";
import type { Throttle } from "./throttle.ts";

/** The limits that a cell waits for. Cells with the same limits share a lane. */
export interface Gate {
  /** The key of the lane. */
  name: string;
  host: string;
  deployment: string | null;
  bucket: Bucket | null;
  /** Whether the host accepts connections, and whether it answers over the transport of the cell's first request. */
  circuits: { reach: Circuit; answers: Circuit };
  /** What is known about the limits of the service: of the lane, of its deployment, and of its host and transport. */
  throttles: { lane: Throttle; deployment: Throttle; transport: Throttle };
}

/**
 * Maximum number of cells of a host and transport that wait because the service throttled them. It is more than one
 * throttled deployment needs, so the other deployments go on.
 */
const MOST_WAITING = 4;

/** What the queue has for a worker. */
type Next =
  | { kind: "ask"; cell: Cell; gate: Gate }
  | { kind: "give-up"; cell: Cell; notAttempted: NonNullable<Recording["notAttempted"]> }
  /** No cell can start for this many milliseconds, or until another cell has ended. */
  | { kind: "wait"; ms: number }
  | { kind: "empty" };

/** Maximum wait before the queue looks again at a lane whose host another cell tests. */
const TRY_MS = 1_000;

interface Lane {
  gate: Gate;
  /** In order, with their number in the whole queue. Those before `next` are done. */
  cells: { cell: Cell; number: number }[];
  next: number;
}

/**
 * The cells of a target, in order as far as their limits allow. A lane that cannot continue sleeps until it can. Taking
 * a cell therefore costs the same for any number of waiting cells.
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

  /** Takes the first cell that may start now, or that was given up. `now` is in monotonic milliseconds. */
  take(now: number): Next {
    while (this.#asleep.first <= now) this.#wake(this.#asleep.pop());
    const passedOver: Lane[] = [];
    for (let lane = this.#awake.pop(); lane !== undefined; lane = this.#awake.pop()) {
      const wait = waitOf(lane, now);
      const at = wait === 0 ? preferredIn(lane) : null;
      if (wait > 0) this.#asleep.push(now + (Number.isFinite(wait) ? wait : TRY_MS), lane);
      else if (at === null) passedOver.push(lane);
      else {
        for (const other of passedOver) this.#wake(other);
        return this.#give(lane, at, now);
      }
    }
    // If no lane has a preferred cell, any cell will do.
    const [first, ...others] = passedOver;
    for (const other of others) this.#wake(other);
    if (first !== undefined) return this.#give(first, first.next, now);
    const ms = this.#asleep.first - now;
    return Number.isFinite(ms) ? { kind: "wait", ms } : { kind: "empty" };
  }

  #give(lane: Lane, at: number, now: number): Next {
    const { bucket, circuits } = lane.gate;
    const cell = takeFrom(lane, at);
    this.#wake(lane);
    const notAttempted = reasonToGiveUp(lane);
    if (notAttempted !== null) return { kind: "give-up", cell, notAttempted };
    bucket?.take(now);
    circuits.reach.begin(cell);
    circuits.answers.begin(cell);
    return { kind: "ask", cell, gate: lane.gate };
  }

  /** The gates of the lanes that sleep. */
  sleepers(): Gate[] {
    return this.#asleep.items().map(({ gate }) => gate);
  }

  /** Looks at every sleeping lane again, because a host is back or was given up, or a throttled cell goes on. */
  wakeAll(): void {
    for (let lane = this.#asleep.pop(); lane !== undefined; lane = this.#asleep.pop()) this.#wake(lane);
  }

  #wake(lane: Lane | undefined): void {
    const first = lane?.cells[lane.next];
    if (lane !== undefined && first !== undefined) this.#awake.push(first.number, lane);
  }
}

function reasonToGiveUp({ gate: { circuits } }: Lane): Recording["notAttempted"] {
  return circuits.reach.givenUp() ?? circuits.answers.givenUp();
}

/** Returns the milliseconds until a lane can continue, 0 also if its cells are given up. */
function waitOf(lane: Lane, now: number): number {
  const { bucket, circuits, throttles } = lane.gate;
  if (reasonToGiveUp(lane) !== null) return 0;
  if (throttles.transport.waiting >= MOST_WAITING) return Number.POSITIVE_INFINITY;
  return Math.max(bucket?.wait(now) ?? 0, circuits.reach.wait(now), circuits.answers.wait(now));
}

/** Returns the index of the first cell that the lane's circuits prefer. Null if none, or if cells of the lane wait. */
function preferredIn(lane: Lane): number | null {
  const { cells, next, gate } = lane;
  if (gate.throttles.lane.waiting > 0) return null;
  const { reach, answers } = gate.circuits;
  for (let at = next; at < cells.length; at++) {
    const cell = cells[at]?.cell;
    if (cell !== undefined && reach.prefers(cell) && answers.prefers(cell)) return at;
  }
  return null;
}

function takeFrom(lane: Lane, at: number): Cell {
  const chosen = at > lane.next ? lane.cells.splice(at, 1)[0] : lane.cells[lane.next];
  if (chosen === undefined) throw new Error("a lane has no cell where one was seen");
  if (at === lane.next) lane.next += 1;
  return chosen.cell;
}
