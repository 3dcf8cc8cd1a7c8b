import { describe, expect, it } from "vitest";
import { Capacity, type CapacityChange } from "../../src/run/capacity.ts";
import { AwakeClock } from "../../src/wire/awake-clock.ts";

/** A machine of which a test says how much of each second it did not run. */
function machine(most: number) {
  const time = { now: 0 };
  const clock = new AwakeClock(
    () => time.now,
    () => time.now,
  ).start();
  const changes: CapacityChange[] = [];
  const capacity = new Capacity(
    most,
    clock,
    (change) => changes.push(change),
    () => time.now,
  );
  const ends: (() => void)[] = [];
  const run = (count: number) => {
    const { places } = capacity;
    for (let n = 0; n < count; n++) void places.enter().then(() => ends.push(() => places.leave()));
  };
  const second = async (lostShare: number) => {
    // The process runs in beats of 20 ms for as long as it does, then not at all.
    for (let awake = 0; awake < (1 - lostShare) * 1_000; awake += 20) {
      time.now += 20;
      clock.beat();
    }
    time.now += lostShare * 1_000;
    clock.beat();
    capacity.look();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const finish = async (count: number) => {
    for (const end of ends.splice(0, count)) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { capacity, changes, run, second, finish, running: () => ends.length };
}

describe("how much a machine runs at once", () => {
  it("is what was asked for, and no more", async () => {
    const { run, running, finish } = machine(3);
    run(10);
    await finish(0);
    expect(running()).toBe(3);
    await finish(1);
    expect(running()).toBe(3);
  });

  it("halves when the machine is late for three seconds in a row, and again", async () => {
    const { run, second, changes } = machine(16);
    run(16);
    for (let n = 0; n < 6; n++) await second(0.9);
    expect(changes.map(({ cells, why }) => [cells, why])).toEqual([
      [8, "event-loop-delay"],
      [4, "event-loop-delay"],
    ]);
  });

  it("is never less than one", async () => {
    const { run, second, changes } = machine(2);
    run(2);
    for (let n = 0; n < 12; n++) await second(0.95);
    expect(changes.at(-1)?.cells).toBe(1);
  });

  it("does not change for one pause, however long", async () => {
    const { run, second, changes } = machine(16);
    run(16);
    await second(0);
    await second(0.99);
    await second(0.99);
    for (let n = 0; n < 4; n++) await second(0);
    expect(changes).toEqual([]);
  });

  it("rises again when the machine keeps up, and admits those that wait", async () => {
    const { run, second, changes, running, finish } = machine(8);
    run(20);
    for (let n = 0; n < 3; n++) await second(0.9);
    await finish(8);
    expect(running()).toBe(4);
    for (let n = 0; n < 5; n++) await second(0);
    expect(changes.map(({ cells, why }) => [cells, why])).toEqual([
      [4, "event-loop-delay"],
      [8, null],
    ]);
    expect(running()).toBe(8);
  });

  it("halves once for all cells that run out of file descriptors together", () => {
    const { capacity, run, changes } = machine(64);
    run(64);
    for (let n = 0; n < 20; n++) capacity.exhausted();
    expect(changes.map(({ cells, why }) => [cells, why])).toEqual([[32, "file-descriptors"]]);
  });
});
