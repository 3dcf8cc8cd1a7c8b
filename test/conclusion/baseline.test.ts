import { beforeAll, describe, expect, it } from "vitest";
import { addBaseline } from "../../src/conclusion/baseline.ts";
import { parseBaselineFile, writeBaselineFile } from "../../src/conclusion/baseline-file.ts";
import { earlierOf } from "../../src/conclusion/earlier.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { runScenarios } from "../support/embedded.ts";

/* Two runs against the resource of FR-005: before what it tells of, and within. What is changed by hand is one thing each. */

const CELL = "here/gpt-4o-transcribe/ga-realtime-input-transcription";
const SIBLING = "here/whisper/ga-realtime-input-transcription";
const PROBES = { scope: "documented", probe: ["ga-realtime-input-transcription", "audio-transcriptions-v1"] } as const;

let healthy: Report;
let broken: Report;

beforeAll(async () => {
  const asked = { ...PROBES, probe: [...PROBES.probe] };
  healthy = (await runScenarios({ here: "fr-005-2025-11-16" }, asked)).report;
  broken = (await runScenarios({ here: "fr-005-2025-11-18" }, asked)).report;
}, 60_000);

function since(report: Report, earlier: Report): Report {
  return addBaseline(report, earlierOf(earlier));
}

function startOf(report: Report, cell = CELL): string | null | undefined {
  return report.results.find((result) => result.cell.id === cell)?.recording?.attempts[0]?.startedAt;
}

function entry(report: Report, cell = CELL) {
  return report.baseline?.cells.find((one) => one.cell === cell);
}

function why(report: Report) {
  return report.baseline?.notCompared.find(({ cell }) => cell === CELL)?.why;
}

describe("what changed since an earlier run", () => {
  it("is between the last time that a cell worked and the first that it did not", () => {
    expect(entry(since(broken, healthy))).toMatchObject({
      trend: "worse",
      before: { verdict: "supported", cause: "result.received" },
      lastGood: startOf(healthy),
      firstBad: startOf(broken),
    });
  });

  it("is nothing for a sibling that works in both", () => {
    expect(entry(since(broken, healthy), SIBLING)).toMatchObject({ trend: "same", firstBad: null });
  });

  it("is better, if the cell works again", () => {
    expect(entry(since(healthy, broken))).toMatchObject({ trend: "better", firstBad: null });
  });

  it("is handed on: a run after it still knows when the cell last worked", () => {
    expect(entry(since(broken, since(broken, healthy)))).toMatchObject({
      trend: "same",
      lastGood: startOf(healthy),
      firstBad: startOf(broken),
    });
  });

  it("is not known from before the earlier run, if that failed alike", () => {
    expect(entry(since(broken, broken))).toMatchObject({
      trend: "same",
      lastGood: null,
      firstBad: startOf(broken),
    });
  });

  it("survives being judged again", () => {
    const told = since(broken, healthy);
    expect(concludeReport(told).baseline).toEqual(told.baseline);
  });

  it("counts no control", () => {
    expect(since(broken, healthy).baseline?.cells.filter(({ cell }) => cell.includes("~"))).toEqual([]);
  });
});

describe("what is not compared", () => {
  const changed = (change: (report: Report) => void): Report => {
    const copy = structuredClone(healthy);
    change(copy);
    return copy;
  };

  it("is a cell that the earlier run did not ask", () => {
    const earlier = changed((report) => {
      report.results = report.results.filter(({ cell }) => cell.id !== CELL);
    });
    expect(why(since(broken, earlier))).toBe("not-asked-then");
  });

  it("is a cell whose probe was changed in between", () => {
    const earlier = changed((report) => {
      for (const step of report.probes[0]?.steps ?? []) step.query = { ...step.query, changed: "yes" };
    });
    const told = since(broken, earlier).baseline;
    expect(new Set(told?.notCompared.map((one) => one.why))).toEqual(new Set(["probe-changed"]));
  });

  it("is a cell whose deployment had another version behind it", () => {
    const earlier = changed((report) => {
      for (const target of report.targets) for (const one of target.deployments) one.version = "2024-01-01";
    });
    expect(why(since(broken, earlier))).toBe("model-changed");
  });

  it("is no cell whose model only one of the runs was told", () => {
    const untold = structuredClone(broken);
    for (const deployment of untold.targets.flatMap(({ deployments }) => deployments)) {
      deployment.model = null;
      deployment.version = null;
    }
    expect(entry(since(untold, healthy))).toMatchObject({ trend: "worse" });
  });

  it("is a cell of another endpoint of the same name, unless both are emulators", () => {
    const real = (report: Report): Report => {
      const { emulated: _, ...run } = report.run;
      return { ...report, run };
    };
    expect(healthy.targets[0]?.endpoint).not.toBe(broken.targets[0]?.endpoint);
    expect(why(since(broken, real(healthy)))).toBe("endpoint-changed");
    expect(why(since(broken, healthy))).toBeUndefined();
  });

  it("is a cell of another base path at the same endpoint, also in a baseline file", () => {
    const earlier = changed((report) => {
      for (const target of report.targets) target.basePath = "/api/projects/voice";
    });
    expect(why(since(broken, earlier))).toBe("endpoint-changed");
    expect(why(addBaseline(broken, parseBaselineFile(writeBaselineFile(earlier))))).toBe("endpoint-changed");
    expect(why(addBaseline(broken, parseBaselineFile(writeBaselineFile(healthy))))).toBeUndefined();
  });

  it("is a cell without evidence then or now", () => {
    const silent = (report: Report): Report => ({
      ...report,
      results: report.results.map((r) => (r.cell.id === CELL ? { ...r, verdict: "network", cause: "tcp.refused" } : r)),
    });
    expect(why(since(broken, silent(healthy)))).toBe("no-evidence-then");
    expect(why(since(silent(broken), healthy))).toBe("no-evidence-now");
  });
});
