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

  it("has no deadline between two times at which requests are in flight", () => {
    const signals = listenForSignals();
    signals.expectRequests("out/run.journal.ndjson");
    signals.stopDeadline();
    process.emit("SIGTERM");
    vi.advanceTimersByTime(60_000);
    expect(exit).not.toHaveBeenCalled();
  });

  it("that ends the process at once names the journal and how to go on", () => {
    const write = vi.spyOn(process.stderr, "write");
    const signals = listenForSignals();
    signals.expectRequests("out/run.journal.ndjson");
    process.emit("SIGTERM");
    process.emit("SIGTERM");
    expect(exit).toHaveBeenCalledWith(143);
    const said = write.mock.calls.map(([text]) => String(text)).join("");
    expect(said).toContain("`aoai-probe report out/run.journal.ndjson` makes it");
    expect(said).toContain("`aoai-probe run --resume out/run.journal.ndjson` finishes the run");
  });
});
