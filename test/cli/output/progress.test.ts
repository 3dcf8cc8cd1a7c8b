import { describe, expect, it } from "vitest";
import { progressOn } from "../../../src/cli/output/progress.ts";
import { RunProgress } from "../../../src/run/progress.ts";
import { cellsOf } from "../../support/small-run.ts";

/** What a run of so many targets writes: their cells finish in turns, one each 10 ms. */
function writtenBy(isTTY: boolean, { targets = 1, cells = 500, rows = 24 } = {}): string[] {
  const written: string[] = [];
  let clock = 0;
  const now = () => clock;
  const planned = cellsOf("models-v1", cells).map((cell, n) => ({ ...cell, target: `t${n % targets}` }));
  const run = new RunProgress(planned, now);
  const progress = progressOn({ isTTY, columns: 30, rows, write: (text) => written.push(text) }, now);
  for (const cell of planned) {
    clock += 10;
    progress.update(run.finished(cell));
  }
  progress.end();
  return written;
}

describe("progress", () => {
  it("off a terminal is a dozen plain lines at most, the last one complete", () => {
    const lines = writtenBy(false);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toBe("500/500 cells and controls\n");
    expect(lines.at(-2)).toMatch(/^\d+\/500 cells and controls, about 1 s left\n$/);
    expect(lines.join("")).not.toContain("\u001b");
  });

  it("on a terminal is one line that fits, drawn ten times a second, and cleared", () => {
    const written = writtenBy(true);
    const drawn = written.filter((text) => text.includes("cells"));
    expect(drawn.length).toBeLessThan(60);
    for (const text of drawn) expect(text.length).toBeLessThan(30);
    expect(written.at(-1)).toBe("\r\u001b[J");
  });

  it.each([true, false])("of several targets has a line for each that is still running: terminal %s", (isTTY) => {
    const texts = writtenBy(isTTY, { targets: 3, cells: 303 }).filter((text) => text.includes("cells"));
    const half = texts[Math.floor(texts.length / 2)] ?? "";
    expect(half.trimEnd().split("\n").length).toBe(4);
    for (const name of ["t0", "t1", "t2"]) expect(half).toMatch(new RegExp(`  ${name}: \\d+/101, about 2 s left`));
    expect(texts.at(-1)).toContain("303/303 cells and controls");
    expect(texts.at(-1)).not.toContain("t0");
  });

  it("on a low terminal names the targets that need the most time, and counts the others", () => {
    const [first = ""] = writtenBy(true, { targets: 12, cells: 120, rows: 9 }).filter((text) => text.includes("cells"));
    expect(first.split("\n").length).toBe(6);
    expect(first).toContain("  and 8 more targets");
  });

  it("clears every row of its line after the window was made narrower", () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 60, write: (text: string) => written.push(text) };
    let clock = 0;
    const progress = progressOn(stream, () => {
      clock += 1000;
      return clock;
    });
    const update = (done: number) => progress.update({ done, total: 9, cell: "x".repeat(80), running: () => [] });
    update(1);
    stream.columns = 20;
    update(2);
    // 59 columns are three rows of 20.
    expect(written.slice(1)).toEqual(["\u001b[2A", "\r\u001b[J", "2/9 cells and contr"]);
  });

  it.each([1, 2, 5])("fits a window of %i columns", (columns) => {
    const written: string[] = [];
    const progress = progressOn({ isTTY: true, columns, write: (text) => written.push(text) });
    progress.update({ done: 9, total: 9, cell: "cell", running: () => [] });
    expect(written[0]?.length).toBe(Math.max(1, columns - 1));
  });

  it("estimates the time left of each target from its own rate", () => {
    let clock = 0;
    const [fast, slow] = ["fast", "slow"].map((target) =>
      cellsOf("models-v1", 10).map((cell) => ({ ...cell, target })),
    );
    const run = new RunProgress([...(fast ?? []), ...(slow ?? [])], () => clock);
    clock = 1_000;
    for (const cell of fast?.slice(0, 5) ?? []) run.finished(cell);
    const event = run.finished(slow?.[0] ?? failed());
    expect(event.running()).toEqual([
      { name: "slow", done: 1, total: 10, leftMs: 9_000 },
      { name: "fast", done: 5, total: 10, leftMs: 1_000 },
    ]);
  });
});

function failed(): never {
  throw new Error("no such cell");
}
