import { describe, expect, it } from "vitest";
import { SCENARIOS } from "../../src/emulator/scenarios/index.ts";
import type { Report } from "../../src/model/report.ts";
import { exemptions, startReplay } from "../../src/replay/index.ts";
import { runLine, runScenarios } from "../support/embedded.ts";

/** What a replay must give again: what was concluded, cell by cell, and what several cells together show. */
function concluded({ results, findings }: Report) {
  return {
    cells: results.map(({ cell, verdict, cause, rung, status, sources }) => ({
      cell: cell.id,
      verdict,
      cause,
      rung,
      status,
      sources: [...sources].sort(),
    })),
    findings: findings.map(({ code, severity, target, deployment, cells, component }) => {
      return { code, severity, target, deployment, cells: [...cells].sort(), component };
    }),
  };
}

async function replayed(report: Report): Promise<Report> {
  const replay = await startReplay({ report });
  try {
    const targets = report.targets.map(({ answeredRegions: _, ...target }, index) => {
      const { endpoint, hosts } = replay.targets[index] ?? target;
      return { ...target, endpoint, hosts };
    });
    const keys = new Map(replay.targets.map(({ name, key }) => [name, key]));
    return (await runLine(targets, keys)).report;
  } finally {
    await replay.close();
  }
}

describe("a report played back gives the report again", () => {
  it.concurrent.each(Object.keys(SCENARIOS))("%s", { timeout: 60_000 }, async (scenario) => {
    const { report } = await runScenarios({ one: scenario });
    const again = await replayed(report);
    expect(exemptions(report).filter(({ why }) => why !== "not asked")).toEqual([]);
    expect(concluded(again)).toEqual(concluded(report));
    expect(again.run.standIn).toEqual([scenario]);
  });
});
