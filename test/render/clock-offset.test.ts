import { describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { clockOffsets } from "../../src/render/clock-offset.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

/** The fixture's report with a `Date` on every answer, of a service whose clock is so many ms behind this machine's. */
async function served(behindMs: number): Promise<Report> {
  const report = await franceCentral();
  for (const { recording } of report.results) {
    for (const attempt of recording?.attempts ?? []) {
      for (const hop of attempt.steps.flatMap(({ hops }) => hops)) {
        const written = Date.parse(attempt.startedAt ?? "") + hop.at + (hop.phases.firstByte ?? 0) - 20 - behindMs;
        // A Date holds whole seconds.
        hop.responseHeaders.push(["Date", new Date(written).toUTCString()]);
      }
    }
  }
  return report;
}

describe("the clock's offset", () => {
  it.each([0, 400, -2600, 90_000])("of %d ms lies within its bounds", async (offset) => {
    const [bounds] = clockOffsets(await served(offset));
    expect(bounds?.leastMs).toBeLessThanOrEqual(offset);
    expect(bounds?.mostMs).toBeGreaterThanOrEqual(offset);
    expect((bounds?.mostMs ?? 0) - (bounds?.leastMs ?? 0)).toBeLessThan(1200);
    expect(bounds?.answers).toBeGreaterThan(10);
  });

  it("is not told where no answer bears a Date", async () => {
    expect(clockOffsets(await franceCentral())).toEqual([]);
  });

  it("is not told by a Date that is none", async () => {
    const report = await franceCentral();
    for (const { recording } of report.results)
      for (const hop of recording?.attempts.flatMap((a) => a.steps.flatMap((s) => s.hops)) ?? [])
        hop.responseHeaders.push(["date", "yesterday"]);
    expect(clockOffsets(report)).toEqual([]);
  });
});
