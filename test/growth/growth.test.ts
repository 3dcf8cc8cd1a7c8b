import { describe, expect, it, vi } from "vitest";
import { listModels, modelNamesOf } from "../../src/catalog/models.ts";
import { addBaseline } from "../../src/conclusion/baseline.ts";
import { earlierOf } from "../../src/conclusion/earlier.ts";
import { concludeRecordings } from "../../src/conclusion/index.ts";
import { compareClaims, diagnose, indexFacts } from "../../src/diagnose/index.ts";
import { judge, observe } from "../../src/judge/index.ts";
import { oncePer } from "../../src/model/once.ts";
import type { Report } from "../../src/model/report.ts";
import { FORMATS, loadFormat, type View } from "../../src/render/index.ts";
import { grid } from "../../src/render/table/grid.ts";
import { catalog } from "../support/recorded.ts";
import { type Count, copiesOf, counted, judgedCopies, readable, type Size } from "./copies.ts";

/*
 * What follows a run costs twice as much for twice as many cells. Operations are counted, and no time is taken: a stage
 * that looks at every cell for each cell would read four times as much.
 */

const WHOLE: View = { matrix: true, target: null, finding: null };
/** Some work is done once whatever the size, and sorting takes a little more than twice. */
const TWICE = 2.3;

// Several tests need the same reports, observations and verdicts, and none changes them.
const reportOf = oncePer(copiesOf);
const judgedOf = oncePer(judgedCopies);

const observationsOf = oncePer(({ probes, results }: Report) => {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  return results.flatMap(({ cell, recording, cause }) => {
    const probe = byId.get(cell.probe);
    return probe === undefined ? [] : [observe(cell, probe, recording, recording === null ? cause : null)];
  });
});

const verdictsOf = oncePer((report: Report) => judge(observationsOf(report), report.probes, report.errorTexts));

const SIZES: [axis: string, small: Size, large: Size][] = [
  ["targets", { targets: 4, deployments: 2 }, { targets: 8, deployments: 2 }],
  ["deployments", { targets: 2, deployments: 4 }, { targets: 2, deployments: 8 }],
];

const STAGES: Record<string, (report: Report, count: Count) => void | Promise<void>> = {
  judging: (report, count) => {
    judge(counted(observationsOf(report), count), report.probes, report.errorTexts);
  },
  diagnosing: (report, count) => {
    const read = counted(observationsOf(report), count);
    const known = {
      claims: [],
      models: listModels(catalog.models),
      modelNames: modelNamesOf(catalog.models),
      today: null,
    };
    diagnose(indexFacts(read, verdictsOf(report), report.probes, report.targets, report.errorTexts, known));
  },
  "setting claims beside the cells": (report, count) => {
    const read = counted(observationsOf(report), count);
    compareClaims(catalog.claims, read, verdictsOf(report), report.targets, false);
  },
  "comparing with an earlier run": (report, count) => {
    const earlier = { ...report, results: counted(report.results, count), targets: counted(report.targets, count) };
    addBaseline({ ...earlier, probes: counted(report.probes, count) }, earlierOf(earlier));
  },
};

describe.each(SIZES)("twice as many %s take twice the work of", (_axis, small, large) => {
  it.each(Object.keys(STAGES))("%s", async (stage) => {
    const readsOf = async (size: Size) => {
      const count: Count = { reads: 0 };
      await STAGES[stage]?.(reportOf(size), count);
      return count.reads;
    };
    const [few, many] = [await readsOf(small), await readsOf(large)];
    expect(few).toBeGreaterThan(1000);
    expect(many / few).toBeLessThan(TWICE);
  });

  // Annotations read the regressions only.
  it.each(FORMATS.filter((name) => name !== "github-annotations"))("the format %s", async (name) => {
    const format = await loadFormat(name);
    const readsOf = (size: Size) => {
      const report = judgedOf(size);
      const count: Count = { reads: 0 };
      const { targets, results, findings } = report;
      format.render(
        { ...report, targets, results: counted(results, count), findings: counted(findings, count) },
        WHOLE,
      );
      return count.reads;
    };
    const [few, many] = [readsOf(small), readsOf(large)];
    expect(few).toBeGreaterThan(1000);
    expect(many / few).toBeLessThan(TWICE);
  });
});

it("reads a recording back for report.json, and of few cells for the views", async () => {
  const report = copiesOf({ targets: 4, deployments: 4 });
  const { recordings, readings } = readable(report);
  const concluded = await concludeRecordings({
    recordings: (async function* () {
      yield* recordings;
    })(),
    plan: { cells: report.results.map(({ cell }) => ({ cell, skip: null, required: false })), targets: [] },
    catalog,
    targets: report.targets,
    run: report.run,
    tool: report.tool,
  });
  expect([...readings.values()]).toEqual([]);
  for (const name of FORMATS) (await loadFormat(name)).render(concluded, WHOLE);
  const times = [...readings.values()];
  expect(times.length).toBe(recordings.length);
  // One reading each is that of report.json.
  const forViews = times.filter((n) => n > 1).length;
  expect(forViews).toBeGreaterThan(0);
  expect(forViews / times.length).toBeLessThan(0.25);
});

it("says the same of recordings that are read anew each time as of those that are kept", async () => {
  const report = copiesOf({ targets: 2, deployments: 1 });
  const { recordings } = readable(report);
  const conclude = (cells: typeof recordings | Omit<(typeof recordings)[number], "again">[]) =>
    concludeRecordings({
      recordings: (async function* () {
        yield* cells;
      })(),
      plan: { cells: report.results.map(({ cell }) => ({ cell, skip: null, required: false })), targets: [] },
      catalog,
      targets: report.targets,
      run: report.run,
      tool: report.tool,
    });
  const [anew, kept] = [
    await conclude(recordings),
    await conclude(recordings.map(({ cell, recording }) => ({ cell, recording }))),
  ];
  expect(anew).toEqual(kept);
  for (const name of FORMATS) {
    const format = await loadFormat(name);
    expect(format.render(anew, WHOLE)).toBe(format.render(kept, WHOLE));
  }
});

it("draws a cell of twice as many lines in twice the work", () => {
  const worked = (lines: number) => {
    const tall = Array.from({ length: lines }, (_, n) => `deployment-${n}`).join("\n");
    const spies = [vi.spyOn(String.prototype, "repeat"), vi.spyOn(RegExp.prototype, "test")];
    grid(
      ["a", "b"],
      [
        [tall, tall],
        ["x", tall],
      ],
      [20, 20],
    );
    const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    return calls;
  };
  const [few, many] = [worked(200), worked(400)];
  expect(few).toBeGreaterThan(200);
  expect(many / few).toBeLessThan(TWICE);
});
