import { describe, expect, it } from "vitest";
import { harText } from "../../src/bundle/har.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { busyInWords, elidedInWords, machineInWords } from "../../src/render/busy.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { storyOf } from "../../src/render/story.ts";
import { format as table } from "../../src/render/table.ts";
import { smallReports } from "../conclusion/small-reports.ts";

const AT = "2026-06-10T14:41:07.512Z";
const BUSY = { lostMs: 6_000, stalls: [{ at: 1_000, ms: 6_000, kind: "loop" as const }] };
const attempt = (busy: typeof BUSY | undefined) => ({
  startedAt: AT,
  durationMs: 7_200,
  waitedMs: 0,
  ...(busy === undefined ? {} : { busy }),
  steps: [],
});

function hopsOf({ recording }: Result): Hop[] {
  return (recording?.attempts ?? []).flatMap(({ steps }) => steps.flatMap(({ hops }) => hops));
}

describe("a busy machine in words", () => {
  it("is told with the times of its pauses, and not at all if it kept up", () => {
    expect(busyInWords(attempt(BUSY))).toBe(
      "measured on a busy machine: the process did not run for 6.0 s of 7.2 s (6.0 s at 14:41:08.512Z)",
    );
    expect(busyInWords(attempt({ ...BUSY, stalls: [] }))).toContain("(in short gaps)");
    expect(busyInWords(attempt(undefined))).toBeNull();
  });

  it("is told for a run with the number of cells, and with why fewer ran at once", () => {
    const run = smallReports()[1]?.run;
    if (run === undefined) throw new Error("no small report");
    expect(machineInWords(run, [])).toEqual([
      "This machine did not run the probe for 0.3 s of the run.",
      "At times only 2 cells ran at once: this machine could not keep up.",
    ]);
    const { machine: _, ...quiet } = run;
    expect(machineInWords(quiet, [])).toEqual([]);
  });

  it("counts what is not kept by its types", () => {
    const elided = { before: 100, count: 12, bytes: 120, from: 1, to: 2, types: { "response.done": 10, "": 2 } };
    expect(elidedInWords(elided)).toBe(
      "12 more messages received here and not stored: response.done × 10, (not an event) × 2",
    );
  });
});

describe("a report of a busy machine, with messages that are not kept", () => {
  const report = smallReports()[1];
  const result = report?.results.find(({ recording }) => recording?.attempts.some(({ busy }) => busy !== undefined));
  const view = { matrix: true, target: null, finding: null };

  it("says so in every view", () => {
    if (report === undefined || result === undefined) throw new Error("no small report of a busy machine");
    const whole: Report = report;
    expect(storyOf(whole, result)).toMatch(/measured on a busy machine: .* 0\.3 s/);
    expect(storyOf(whole, result)).toContain("9800 more messages received here and not stored");
    expect(storyOf(whole, result)).toContain("Note: the peer sent binary messages");
    expect(table.render(whole, view).replace(/\s+/g, " ")).toMatch(
      /Measured on a busy machine: \d cells? \(controls included\)\./,
    );
    expect(markdown.render(whole, view)).toMatch(/Measured on a busy machine: \d cells? \(controls included\)\./);
    const opened = structuredClone(whole);
    for (const hop of opened.results.flatMap(hopsOf)) hop.status = 101;
    expect(harText(opened)).toContain("further messages were received but not kept");
  });
});
