import { describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Scenario } from "../../src/emulator/scenario.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { VersionOutcome } from "../../src/model/api-version.ts";
import { makePlan, type PlanOptions } from "../../src/plan/index.ts";
import { loadFormat } from "../../src/render/index.ts";
import { PLAN, runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";
import { target } from "../support/small-run.ts";

const VIEW = { matrix: false, target: null, finding: null };
const PROBES = catalog.probes.filter(({ group }) => group === "versions");

const CURRENT = parseScenario("current-models");
const NO_ROUTE = { error: { code: "404", message: "Resource not found" } };
const reply = (status: number, body: object, path: string, version?: string): Scenario["rules"][number] => ({
  source: "inferred",
  ask: { path, always: true, ...(version === undefined ? {} : { query: { "api-version": version } }) },
  answer: { kind: "reply", status, body: JSON.parse(JSON.stringify(body)) },
});

async function runVersions(scenario: Scenario, options: Parameters<typeof runLine>[2] = {}) {
  const emulator = await startEmulator({ scenario });
  try {
    return await runLine([targetOf(emulator, "now")], new Map([["now", emulator.key]]), {
      scope: "versions",
      ...options,
    });
  } finally {
    await emulator.close();
  }
}

function outcomesOf(report: Awaited<ReturnType<typeof runVersions>>["report"], path: string) {
  const own = (report.versions ?? []).filter((one) => one.path === path);
  return Object.fromEntries(own.map(({ version, outcome }): [string, VersionOutcome] => [version, outcome]));
}

describe("the scope versions", () => {
  it("tries each api-version on record on each dated path without a billable step, and states what a page says", async () => {
    const { report, plan } = await runVersions(CURRENT);
    const own = plan.cells.filter(({ cell }) => cell.control === null);
    expect(own.length).toBe(PROBES.length * catalog.apiVersions.length);
    expect(plan.targets[0]).toMatchObject({ paid: 0, audioSeconds: 0, outputTokens: 0 });
    const controls = plan.cells.filter(({ cell }) => cell.control === "missing-version");
    expect(controls.map(({ cell }) => cell.probe)).toEqual(PROBES.map(({ id }) => id));

    const rows = report.versions ?? [];
    expect(rows).toHaveLength(own.length);
    const statuses = new Map(catalog.apiVersions.map(({ version, status }) => [version, status]));
    for (const { version, status } of rows) expect(status).toBe(statuses.get(version));
    // The emulated service is as the pages say: it answers what is not retired.
    for (const { path, status, outcome } of rows) {
      if (["chat/completions", "embeddings", "models"].includes(path))
        expect(outcome).toBe(status === "retired" ? "not-served" : "answered");
    }
    expect(outcomesOf(report, "responses")).toMatchObject({
      "2024-10-21": "not-served",
      "2025-04-01-preview": "answered",
    });
    // An answered version is no result, and a version that is not served is no problem.
    for (const { cell, verdict } of report.results) if (cell.control === null) expect(verdict).not.toBe("supported");
    expect(report.findings).toEqual([]);
    expect(report.apiVersions).toEqual(catalog.apiVersions);

    const [table = "", markdown = "", json = ""] = await Promise.all(
      (["table", "markdown", "json"] as const).map(async (name) => (await loadFormat(name)).render(report, VIEW)),
    );
    expect(table).toContain("Api-versions of the dated paths on now");
    expect(table).toMatch(/│ 2023-12-01-preview +│ retired +│ not served/);
    expect(table).toContain("it proves no path");
    expect(markdown).toMatch(/\n\| 2024-10-21 \| ga \| (answered|not served) \|/);
    expect(JSON.parse(json).versions).toEqual(rows);
    // The saved recordings alone give the same table.
    const { versions: _, ...saved } = report;
    expect(concludeReport(saved).versions).toEqual(rows);
  }, 60_000);

  it.each<[string, Scenario["rules"], Record<string, VersionOutcome>]>([
    [
      "accepts every version",
      [reply(404, { error: { code: "DeploymentNotFound", message: "no" } }, "/openai/deployments/{d}/embeddings")],
      { "2024-10-21": "any", "2023-12-01-preview": "any" },
    ],
    [
      "denies a version in other words than the nonexistent one",
      [reply(400, { error: { code: "x", message: "no" } }, "/openai/deployments/{d}/embeddings", "2024-10-21")],
      { "2024-10-21": "answered", "2023-12-01-preview": "not-served" },
    ],
    [
      "names the version in the same words",
      ["2024-10-21", "1999-01-01"].map((version) =>
        reply(
          400,
          { error: { code: "x", message: `API version ${version} not supported` } },
          "/openai/deployments/{d}/embeddings",
          version,
        ),
      ),
      { "2024-10-21": "not-served" },
    ],
    [
      "denies access, or is limited, or fails",
      [
        reply(401, { error: { code: "401", message: "no" } }, "/openai/deployments/{d}/embeddings", "2024-10-21"),
        reply(500, { error: { code: "500", message: "no" } }, "/openai/deployments/{d}/embeddings", "2024-06-01"),
      ],
      { "2024-10-21": "no-evidence", "2024-06-01": "no-evidence", "2024-02-01": "answered" },
    ],
    [
      "has a control without evidence",
      [reply(403, NO_ROUTE, "/openai/deployments/{d}/embeddings", "1999-01-01")],
      { "2024-10-21": "no-evidence", "2023-12-01-preview": "no-evidence" },
    ],
  ])(
    "reads a path that %s",
    async (_, rules, expected) => {
      const { report } = await runVersions({ ...CURRENT, rules }, { probe: ["versions-embeddings"] });
      expect(outcomesOf(report, "embeddings")).toMatchObject(expected);
    },
    60_000,
  );

  it("tries one version with --api-version, also one that is not on record", async () => {
    const { report } = await runVersions(CURRENT, { apiVersion: "2031-01-01", probe: ["versions-chat*"] });
    expect(report.versions).toMatchObject([{ version: "2031-01-01", status: null, outcome: "not-served" }]);
    expect(report.apiVersions).toEqual([]);
  }, 60_000);

  it("is never part of another plan", () => {
    const chat = {
      name: "gpt-5.2",
      model: "gpt-5.2",
      version: null,
      sku: null,
      role: "chat",
      source: "config",
    } as const;
    const now = { ...target("https://example.com"), deployments: [chat] };
    const plannedIn = (scope: PlanOptions["scope"], probe: string[]) =>
      makePlan([now], catalog.probes, { ...PLAN, scope, probe }).cells.filter(({ cell }) =>
        cell.probe.startsWith("versions-"),
      ).length;
    expect(plannedIn("all", [])).toBe(0);
    expect(plannedIn("all", ["*"])).toBe(0);
    expect(plannedIn("documented", [])).toBe(0);
    expect(plannedIn("settings", ["versions-*"])).toBe(0);
    expect(plannedIn("all", ["versions-models"])).toBe(
      // With the nonexistent version.
      catalog.apiVersions.length + 1,
    );
  });
});
