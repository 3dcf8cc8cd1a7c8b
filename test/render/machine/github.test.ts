import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/model/finding.ts";
import type { Report } from "../../../src/model/report.ts";
import { loadFormat } from "../../../src/render/index.ts";
import { plainReport, plainResult, plainTarget } from "../../support/plain-report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const [summary, annotations] = await Promise.all([loadFormat("github-summary"), loadFormat("github-annotations")]);
const AT = "2026-06-09T00:00:00.000Z";

/** As many targets, each with a regression, and as many findings. */
function fleet(targets: number, findings: number, text: string): Report {
  const names = Array.from({ length: targets }, (_, n) => `target-${n}`);
  const results = names.map((target) => plainResult("refused.operation", { target }));
  const before = { verdict: "supported", cause: "result.received", at: AT } as const;
  const finding = (n: number): Finding => ({
    code: "server-defect",
    severity: "high",
    title: `${text} ${n}`,
    target: `target-${n % targets}`,
    deployment: "d",
    cells: [],
    failing: [],
    passing: [],
    pair: null,
    component: "unknown",
    facts: {},
    explanation: "",
    remedy: "",
    ask: null,
  });
  return plainReport(results, {
    targets: names.map((name, n) =>
      plainTarget(name, { [`${text}-${n}`.slice(0, 60)]: "conversation", d: "conversation" }),
    ),
    findings: Array.from({ length: findings }, (_, n) => finding(n)),
    baseline: {
      run: { id: "before", startedAt: AT, finishedAt: AT },
      cells: results.map(({ cell }) => ({ cell: cell.id, trend: "worse", before, lastGood: AT, firstBad: null })),
      notCompared: [],
    },
    run: {
      ...plainReport([]).run,
      exit: {
        code: 1,
        reason: `${targets} cells no longer work: target-0/d/talk.`,
        failOn: null,
        regressions: results.map(({ cell }) => cell.id),
      },
    },
  });
}

describe("the job summary", () => {
  it("begins with the exit code and its reason, then the fleet, then the changes", () => {
    const lines = summary.render(fleet(3, 2, "A problem"), VIEW).split("\n");
    expect(lines[0]).toBe("**Exit 1: 3 cells no longer work: target-0/d/talk.**");
    expect(lines[2]).toMatch(/^\| target \| region \| conversation \|/);
    const changes = lines.findIndex((line) => line.startsWith("Since the run of "));
    expect(changes).toBeGreaterThan(2);
    expect(lines[changes + 2]).toBe("- no longer works: `target-0/d/talk` (works → not supported by this model)");
    expect(lines.indexOf("## Findings")).toBeGreaterThan(changes);
  });

  it("says that an emulated run is no evidence before the fleet", () => {
    const report = fleet(2, 0, "x");
    const text = summary.render({ ...report, run: { ...report.run, emulated: ["all-supported"] } }, VIEW);
    expect(text.split("\n")[2]).toBe("> **Emulated run, not evidence. Scenario: `all-supported`.**");
  });

  it.each([
    ["many targets", 3_000, 10, "x"],
    ["many findings", 5, 8_000, "A problem of the service"],
    ["wide characters", 1_000, 1_500, "\u{1f600}".repeat(400)],
    ["characters that are escaped", 1_000, 1_500, "*_`|<".repeat(200)],
  ])("has less than 1 MiB with %s", (_, targets, findings, text) => {
    const rendered = summary.render(fleet(targets, findings, text), VIEW);
    expect(Buffer.byteLength(rendered)).toBeLessThan(1_000_000);
    expect(rendered).toMatch(/\d more (row|finding)s? in `report\.json`\./);
    expect(rendered).toContain("## Findings");
    expect(rendered).toContain(`Since the run of `);
  });
});

describe("the annotations", () => {
  it("are one error for each regression, and nothing else", () => {
    const lines = annotations
      .render(fleet(2, 5, "A problem"), VIEW)
      .trimEnd()
      .split("\n");
    expect(lines).toEqual([
      `::error title=No longer works%3A target-0/d/talk::works → not supported by this model, last worked at ${AT}`,
      `::error title=No longer works%3A target-1/d/talk::works → not supported by this model, last worked at ${AT}`,
    ]);
    const { run, ...rest } = fleet(2, 5, "x");
    expect(annotations.render({ ...rest, run: { ...run, exit: { code: 0, reason: "", failOn: null } } }, VIEW)).toBe(
      "",
    );
  });

  it("escape what GitHub decodes", () => {
    const report = fleet(1, 0, "x");
    const id = "a,b:%0A::error::x";
    const results = report.results.map((result) => ({ ...result, cell: { ...result.cell, id } }));
    const run = { ...report.run, exit: { code: 1, reason: "", failOn: null, regressions: [id] } };
    const text = annotations.render({ ...report, results, run }, VIEW);
    expect(text).toMatch(/^::error title=No longer works%3A a%2Cb%3A%250A%3A%3Aerror%3A%3Ax::not supported/);
  });
});
