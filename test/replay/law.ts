import { beforeAll, expect, it } from "vitest";
import { scenarioNames } from "../../src/emulator/scenario-folder.ts";
import type { Report } from "../../src/model/report.ts";
import type { PlanOptions } from "../../src/plan/index.ts";
import { findExemptions, startReplay } from "../../src/replay/index.ts";
import { maskMessage } from "../../src/steps/same-answer.ts";
import { planOptionsFor } from "../line/rows/index.ts";
import { runLine, runScenarios } from "../support/embedded.ts";
import { LONG } from "../support/long-counts.ts";

/** What a replay must give again: what was concluded, cell by cell, and what several cells together show. */
function concluded({ results, findings }: Report, exempt: ReadonlySet<string>) {
  return {
    cells: results
      .filter(({ cell }) => !exempt.has(cell.id))
      .map(({ cell, verdict, cause, stage, unstable, restsOn, status, error, close, sources, evidence }) => ({
        cell: cell.id,
        ...{ verdict, cause, stage, unstable, restsOn, status, close, evidence },
        error: error === null ? null : { ...error, message: maskMessage(error.message, []) },
        sources: [...sources].sort(),
      })),
    findings: findings
      .filter(({ cells }) => !cells.some((id) => exempt.has(id)))
      .map(({ code, severity, target, deployment, cells, component }) => {
        return { code, severity, target, deployment, cells: [...cells].sort(), component };
      }),
  };
}

/** By default what the shared run of a scenario has. A long run has more probes. */
function optionsFor(scenario: string): Partial<PlanOptions> {
  if (!LONG) return planOptionsFor(scenario);
  return { scope: scenario.startsWith("fr-") ? "documented" : "all" };
}

async function replayed(report: Report, scenario: string): Promise<Report> {
  const replay = await startReplay({ report });
  try {
    const targets = report.targets.map(({ answeredRegions: _, ...target }, index) => {
      const { endpoint, hosts } = replay.targets[index] ?? target;
      return { ...target, endpoint, hosts };
    });
    const keys = new Map(replay.targets.map(({ name, key }) => [name, key]));
    return (await runLine(targets, keys, optionsFor(scenario))).report;
  } finally {
    await replay.close();
  }
}

/** Runs at once: most of a run is spent waiting for audio to be spoken. */
const AT_ONCE = 24;

/** Checks that each scenario's report, played back and probed in its place, gives the same report again. */
export function checkReplay(reports: ReadonlyMap<string, Report>): void {
  const scenarios = scenarioNames();
  const runs = new Map<string, { report: Report; again: Report }>();

  beforeAll(async () => {
    const queue = [...scenarios];
    const worker = async () => {
      for (let scenario = queue.shift(); scenario !== undefined; scenario = queue.shift()) {
        const shared = LONG ? undefined : reports.get(scenario);
        const report = shared ?? (await runScenarios({ one: scenario }, optionsFor(scenario))).report;
        runs.set(scenario, { report, again: await replayed(report, scenario) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }, 180_000);

  it.each(scenarios)("%s", (scenario) => {
    const run = runs.get(scenario);
    if (run === undefined) throw new Error("the scenario was not run");
    const { report, again } = run;
    // Every answer of an emulator can be given again, but for audio and for cells that the plan itself left out.
    const exemptions = findExemptions(report).filter(({ why }) => why !== "not run");
    expect(exemptions.filter(({ why }) => why !== "audio not kept")).toEqual([]);
    const exempt = new Set(exemptions.map(({ cell }) => cell));
    expect(report.results.filter(({ recording }) => recording !== null).length).toBeGreaterThan(5);
    expect(concluded(again, exempt)).toEqual(concluded(report, exempt));
    expect(again.run.emulated).toEqual([scenario]);
  });

  it("is about findings too: most scenarios have some", () => {
    const withFindings = [...runs.values()].filter(({ report }) => report.findings.length > 0);
    expect(withFindings.length).toBeGreaterThan(runs.size / 2);
  });
}
