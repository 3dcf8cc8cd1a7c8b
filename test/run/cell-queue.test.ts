import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/model/cell.ts";
import { Bucket } from "../../src/run/bucket.ts";
import { CellQueue, type Gate } from "../../src/run/cell-queue.ts";
import { Circuit } from "../../src/run/circuit.ts";
import { Throttle } from "../../src/run/throttle.ts";
import { cellsOf } from "../support/small-run.ts";

const FREE: Gate = {
  name: "free",
  host: "h",
  deployment: null,
  bucket: null,
  circuits: { reach: new Circuit(), answers: new Circuit() },
  throttles: { lane: new Throttle(), deployment: new Throttle(), transport: new Throttle(true) },
};

/** Everything that a queue gives at one moment, by cell. */
function takeAll(queue: CellQueue, now: number): string[] {
  const taken: string[] = [];
  for (;;) {
    const next = queue.take(now);
    if (next.kind !== "ask" && next.kind !== "give-up") return taken;
    taken.push(next.cell.id);
  }
}

describe("the queue of a target", () => {
  it("gives its cells in their order", () => {
    const cells = cellsOf("models-v1", 5);
    const queue = new CellQueue(cells, () => FREE);
    expect(takeAll(queue, 0)).toEqual(cells.map(({ id }) => id));
    expect(queue.take(0)).toEqual({ kind: "empty" });
  });

  it("passes over cells whose bucket is empty, and says when the first may be asked", () => {
    const limited = cellsOf("audio-transcriptions-v1", 5);
    const free = cellsOf("models-v1", 2);
    const gate = { ...FREE, name: "limited", bucket: new Bucket(3) };
    const queue = new CellQueue([...limited, ...free], (cell) => (free.includes(cell) ? FREE : gate));
    expect(takeAll(queue, 1_000)).toEqual([...limited.slice(0, 3), ...free].map(({ id }) => id));
    expect(queue.take(2_000)).toEqual({ kind: "wait", ms: 59_000 });
    expect(takeAll(queue, 61_000)).toEqual(limited.slice(3).map(({ id }) => id));
  });

  it("gives up all cells of a host that is given up, and no others", () => {
    const dead = cellsOf("models-v1", 6);
    const alive = cellsOf("responses-v1", 2);
    const reach = new Circuit([]);
    const gate = { ...FREE, name: "dead", host: "dead", circuits: { reach, answers: new Circuit() } };
    const queue = new CellQueue([...dead, ...alive], (cell) => (alive.includes(cell) ? FREE : gate));
    for (const n of [0, 1, 2]) reach.failed(dead[n] ?? failed(), "tcp.refused", n * 10, n * 10 + 5);
    const kinds = Array.from({ length: 8 }, () => queue.take(100).kind);
    expect(kinds.filter((kind) => kind === "give-up").length).toBe(6);
    expect(kinds.filter((kind) => kind === "ask").length).toBe(2);
  });

  it.each([300, 3_000, 30_000])("looks at no more lanes for a cell of %i than for the first", (count) => {
    // Every other cell is of a deployment with a bucket of its own: the first of them are empty, and stay so.
    let looks = 0;
    class CountedBucket extends Bucket {
      override wait(now: number): number {
        looks += 1;
        return super.wait(now);
      }
    }
    const buckets = new Map<number, Bucket>();
    const cells = cellsOf("models-v1", count);
    const index = new Map(cells.map((cell, n) => [cell, n]));
    const gateOf = (cell: Cell): Gate => {
      const n = index.get(cell) ?? 0;
      if (n % 2 === 0) return FREE;
      const deployment = Math.floor(n / 10);
      const bucket = buckets.get(deployment) ?? new CountedBucket(3);
      buckets.set(deployment, bucket);
      return { ...FREE, name: `d${deployment}`, bucket };
    };
    const queue = new CellQueue(cells, gateOf);
    const first = takeAll(queue, 0).length;
    const rest = takeAll(queue, 60_000).length;
    expect(first + rest).toBe(count);
    expect(looks / count).toBeLessThan(1.5);
  });
});

function failed(): never {
  throw new Error("no such cell");
}
