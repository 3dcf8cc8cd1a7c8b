import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../../src/conclusion/rate.ts";
import { probeSchema } from "../../src/model/probe.ts";
import { makePlan } from "../../src/plan/index.ts";
import { rateInWords } from "../../src/render/changes.ts";
import { runScenarios } from "../support/embedded.ts";
import { plainTarget } from "../support/plain-report.ts";

/* The intervals are those of statsmodels, proportion_confint(count, nobs, method="wilson"). */

describe("the rate of a repeated cell", () => {
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [9, 10, 0.5958, 0.9821],
    [10, 10, 0.7225, 1],
    [1, 1, 0.2065, 1],
  ])("has the Wilson interval for %d of %d", (worked, of, low, high) => {
    const interval = wilsonInterval(worked, of) ?? [Number.NaN, Number.NaN];
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it("is never a bare percentage", () => {
    expect(rateInWords({ worked: 9, of: 10, unknown: 1, interval: [0.5958, 0.9821] })).toBe(
      "9 of 10 requests worked (95 % interval: 59 % to 99 %), 1 without evidence",
    );
    expect(rateInWords({ worked: 0, of: 0, unknown: 3, interval: null })).toBe(
      "no request with evidence, 3 without evidence",
    );
  });

  it("counts the cell and its repetitions, and no repetition is a cell of its own", async () => {
    const { report, plan } = await runScenarios(
      { here: "all-supported" },
      { scope: "documented", probe: ["chat-completions-v1"], repeat: 3 },
    );
    const cells = report.results.filter(({ cell }) => cell.control === null);
    expect(plan.cells.filter(({ cell }) => cell.id.includes("~repeat-"))).toHaveLength(2 * cells.length);
    expect(cells.length).toBeGreaterThan(0);
    for (const { rate } of cells) expect(rate).toMatchObject({ worked: 3, of: 3, unknown: 0 });
  });

  it("is planned for each cell that runs, round by round", () => {
    const probe = probeSchema.parse({
      id: "ask",
      title: "Ask",
      surface: "rest",
      role: "chat",
      reference: "https://example.org/",
      steps: [{ stage: "result", get: "/ask/{deployment}" }],
    });
    const plan = makePlan([plainTarget("t", { a: "chat", b: "chat" })], [probe], {
      probe: [],
      skip: [],
      deployment: [],
      scope: "all",
      apiVersion: null,
      addApiVersion: null,
      redirectCredential: "clean",
      leftOut: [],
      repeat: 3,
    });
    const repeated = plan.cells.map(({ cell }) => cell.id).filter((id) => id.includes("repeat"));
    expect(repeated).toEqual(["t/a/ask~repeat-2", "t/b/ask~repeat-2", "t/a/ask~repeat-3", "t/b/ask~repeat-3"]);
  });
});
