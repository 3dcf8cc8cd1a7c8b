import { describe, expect, it } from "vitest";
import type { Before, Since } from "../../src/model/baseline.ts";
import type { Cause } from "../../src/model/cause.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { loadFormat } from "../../src/render/index.ts";
import { plainReport, plainResult, plainTarget } from "../support/plain-report.ts";

const VIEW = { matrix: false, target: null, finding: null, role: "conversation" };
const [table, markdown] = await Promise.all([loadFormat("table"), loadFormat("markdown")]);
const AT = "2026-06-09T00:00:00.000Z";

/** Outcomes of `talk` and `say` by target, and the region of each target. */
function reportOf(
  targets: Record<string, [region: string | null, talk: Cause, say?: Cause]>,
  worked: string[] = [],
): Report {
  const results = Object.entries(targets).flatMap(([target, [, talk, say]]): Result[] => [
    plainResult(talk, { target }),
    ...(say === undefined ? [] : [plainResult(say, { target, probe: "say" })]),
  ]);
  const before: Before = { verdict: "supported", cause: "result.received", at: AT };
  const since = ({ cell, verdict }: Result): Since[] =>
    worked.includes(cell.target)
      ? [{ cell: cell.id, trend: verdict === "supported" ? "same" : "worse", before, lastGood: AT, firstBad: null }]
      : [];
  return plainReport(results, {
    targets: Object.entries(targets).map(([name, [region]]) => plainTarget(name, { d: "conversation" }, { region })),
    ...(worked.length === 0
      ? {}
      : {
          baseline: { run: { id: "b", startedAt: AT, finishedAt: AT }, cells: results.flatMap(since), notCompared: [] },
        }),
  });
}

/** The rows of the Markdown table, as cells. */
function rowsOf(report: Report): string[][] {
  const lines = markdown.render(report, VIEW).split("\n");
  return lines.filter((line) => line.startsWith("|")).map((line) => line.slice(2, -2).split(" | "));
}

describe("the ways to serve a role", () => {
  it("are rows, with a column for each region and the change since the baseline", () => {
    const report = reportOf(
      {
        a: ["East US 2", "result.received", "refused.operation"],
        b: ["eastus2", "refused.operation", "refused.operation"],
        c: ["Sweden Central", "result.received", "tcp.refused"],
      },
      ["a", "b"],
    );
    expect(rowsOf(report)).toEqual([
      ["conversation", "East US 2", "Sweden Central", "since the baseline"],
      expect.any(Array),
      ["`talk`", "works 1 of 2", "works", "no longer: 1"],
      ["`say`", "not supported", "no evidence", "no longer: 2"],
    ]);
  });

  it.each<[string, Cause[], string]>([
    ["work everywhere", ["result.received", "result.received"], "works"],
    ["work on one of two", ["result.received", "server.5xx"], "works 1 of 2"],
    ["have no evidence on one", ["result.received", "tcp.refused"], "works, 1 no evidence"],
    ["were rate-limited on one", ["refused.operation", "throttled.call-rate"], "not supported, 1 rate-limited"],
    ["have no evidence at all", ["tcp.refused", "tcp.refused"], "2 no evidence"],
    ["fail differently", ["refused.operation", "route.not-found"], "not supported, endpoint not found"],
  ])("fold the resources of a region: they %s", (_, [one, other], words) => {
    const report = reportOf({ a: ["x", one ?? "result.received"], b: ["X", other ?? "result.received"] });
    expect(rowsOf(report)[2]?.slice(1)).toEqual([words, "no baseline"]);
  });

  it("say that a region is unknown, and that nothing was compared", () => {
    const report = reportOf({ a: [null, "result.received"], b: ["x", "result.received"] }, ["none"]);
    const [head, , row] = rowsOf(report);
    expect(head).toEqual(["conversation", "region unknown", "x", "since the baseline"]);
    expect(row?.at(-1)).toBe("not compared");
    expect(markdown.render(report, { ...VIEW, role: "translation" })).toContain("No probe for translation was run.");
  });

  it("stay within 100 columns of a terminal and eight columns of Markdown", () => {
    const regions = Array.from({ length: 13 }, (_, n) => [`t${n}`, [`Region number ${n}`, "result.received"]] as const);
    const report = reportOf(Object.fromEntries(regions.map(([name, row]) => [name, [row[0], row[1]]])));
    const text = table.render(report, VIEW);
    for (const line of text.split("\n")) expect([...line].length).toBeLessThanOrEqual(100);
    expect(text.match(/since baseline/g)).toHaveLength(5);
    for (const row of rowsOf(report)) expect(row.length).toBeLessThanOrEqual(8);
    for (const [, [region]] of regions) expect(text.replace(/\s+/g, " ")).toContain(region.split(" ").at(-1));
  });
});
