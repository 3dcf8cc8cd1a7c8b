import { describe, expect, it } from "vitest";
import { AwakeClock } from "../../src/wire/awake-clock.ts";

/** A clock whose time a test sets, and that beats when the test says so. */
function handClock() {
  const time = { monotonic: 0, wall: 1_000_000 };
  const clock = new AwakeClock(
    () => time.monotonic,
    () => time.wall,
  );
  clock.start();
  const pass = (ms: number) => {
    time.monotonic += ms;
    time.wall += ms;
    clock.beat();
  };
  return { time, clock, pass };
}

describe("awake time", () => {
  it("goes by as real time does while the beats are regular", () => {
    const { clock, pass } = handClock();
    for (let n = 0; n < 100; n++) pass(20);
    expect(clock.now()).toBe(2_000);
    clock.stop();
  });

  it("stands still within a pause, before and after its beat alike", () => {
    const { time, clock, pass } = handClock();
    pass(20);
    time.monotonic += 6_000;
    time.wall += 6_000;
    expect(clock.now()).toBe(50);
    clock.beat();
    expect(clock.now()).toBe(50);
    clock.stop();
  });

  it("never goes back", () => {
    const { time, clock, pass } = handClock();
    let last = clock.now();
    for (const gap of [20, 29, 30, 31, 45, 400, 5, 20]) {
      for (let n = 0; n < gap; n++) {
        time.monotonic += 1;
        time.wall += 1;
        expect(clock.now()).toBeGreaterThanOrEqual(last);
        last = clock.now();
      }
      pass(0);
    }
    clock.stop();
  });

  it("counts many short gaps as one long one", () => {
    const { clock, pass } = handClock();
    const mark = clock.mark();
    for (let n = 0; n < 60; n++) pass(100);
    expect(clock.lossSince(mark)).toEqual({ lostMs: 60 * 70, stalls: [] });
    clock.stop();
  });

  it("keeps a long gap with its time, and a machine's sleep", () => {
    const { time, clock, pass } = handClock();
    pass(20);
    const mark = clock.mark();
    pass(20);
    pass(1_500);
    time.wall += 3_600_000;
    pass(20);
    expect(clock.lossSince(mark)).toEqual({
      lostMs: 1_470,
      stalls: [
        { at: 20, ms: 1_500, kind: "loop" },
        { at: 1_520, ms: 3_600_000, kind: "clock" },
      ],
    });
    clock.stop();
  });

  it("accounts to a mark only for what came after it", () => {
    const { clock, pass } = handClock();
    pass(2_000);
    const mark = clock.mark();
    pass(20);
    expect(clock.lossSince(mark)).toEqual({ lostMs: 0, stalls: [] });
    clock.stop();
  });
});
