import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenForSignals } from "../../../src/cli/output/signals.ts";

const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  process.removeAllListeners("SIGTERM");
  vi.useRealTimers();
  exit.mockClear();
});

describe("a signal", () => {
  it("aborts the run, and ends the process if the requests in flight take too long", () => {
    const signals = listenForSignals();
    process.emit("SIGTERM");
    expect(signals.abort.aborted).toBe(true);
    expect(signals.received()).toBe("SIGTERM");
    vi.advanceTimersByTime(2_000);
    expect(exit).toHaveBeenCalledWith(143);
  });

  it("lets the reports be written however long that takes, once nothing is in flight", () => {
    const signals = listenForSignals();
    process.emit("SIGTERM");
    signals.stopDeadline();
    vi.advanceTimersByTime(60_000);
    expect(exit).not.toHaveBeenCalled();
    process.emit("SIGTERM");
    expect(exit).toHaveBeenCalledWith(143);
  });
});
