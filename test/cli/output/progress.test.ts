import { describe, expect, it } from "vitest";
import { progressOn } from "../../../src/cli/output/progress.ts";

function writtenBy(isTTY: boolean, total: number): string[] {
  const written: string[] = [];
  let clock = 0;
  const progress = progressOn({ isTTY, columns: 30, write: (text) => written.push(text) }, () => clock++ * 10);
  for (let done = 1; done <= total; done++) progress.update({ done, total, cell: `target/deployment/probe-${done}` });
  progress.end();
  return written;
}

describe("progress", () => {
  it("off a terminal is a dozen plain lines at most, the last one complete", () => {
    const lines = writtenBy(false, 500);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toBe("500/500 cells\n");
    expect(lines.join("")).not.toContain("\u001b");
  });

  it("on a terminal is one line that fits, drawn ten times a second, and cleared", () => {
    const drawn = writtenBy(true, 500);
    expect(drawn.length).toBeLessThan(60);
    for (const text of drawn) expect(text.replace("\r\u001b[J", "").length).toBeLessThan(30);
    expect(drawn.at(-1)).toBe("\r\u001b[J");
  });

  it("clears every row of its line after the window was made narrower", () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 60, write: (text: string) => written.push(text) };
    let clock = 0;
    const progress = progressOn(stream, () => {
      clock += 1000;
      return clock;
    });
    const update = (done: number) => progress.update({ done, total: 9, cell: "x".repeat(80) });
    update(1);
    stream.columns = 20;
    update(2);
    // 59 columns are three rows of 20.
    expect(written[1]).toMatch(/^\u001b\[2A\r\u001b\[J2\/9 cells {2}x+$/);
    expect(written[1]?.replace("\u001b[2A\r\u001b[J", "")).toHaveLength(19);
    progress.end();
    expect(written.at(-1)).toBe("\r\u001b[J");
  });

  it.each([1, 2, 5])("fits a window of %i columns", (columns) => {
    const written: string[] = [];
    const progress = progressOn({ isTTY: true, columns, write: (text) => written.push(text) });
    progress.update({ done: 9, total: 9, cell: "cell" });
    expect(written[0]?.replace("\r\u001b[J", "").length).toBeLessThanOrEqual(Math.max(1, columns - 1));
  });
});
