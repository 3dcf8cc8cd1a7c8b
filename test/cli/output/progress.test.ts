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
    for (const text of drawn) expect(text.replace("\r\u001b[2K", "").length).toBeLessThan(30);
    expect(drawn.at(-1)).toBe("\r\u001b[2K");
  });
});
