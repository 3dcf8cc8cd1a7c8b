import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { cellId } from "../../src/model/cell.ts";
import { REPORT_SCHEMA } from "../../src/model/report.ts";

const V1 = readFileSync(new URL("../fixtures/report-v1.json", import.meta.url), "utf8");
const FAILURE = { cause: "ws.silent", code: null, stage: "event", text: "no event" };

describe("a report of version 0.1", () => {
  it("reads as a report of today", () => {
    const before = JSON.parse(V1);
    const report = parseReport(V1);
    expect(report.schema).toBe(REPORT_SCHEMA);
    expect(report.run.emulated).toEqual(before.run.standIn);
    expect(report.results.map(({ stage }) => stage)).toEqual(before.results.map(({ rung }: { rung: object }) => rung));
    expect(report.probes.map(({ steps }) => steps.map(({ stage }) => stage))).toEqual(
      before.probes.map(({ steps }: { steps: { rung: string }[] }) => steps.map(({ rung }) => rung)),
    );
    expect(JSON.stringify(report)).not.toMatch(/"rung"|"standIn"|stand-in"/);
  });

  it("keeps its verdicts, causes and stages when they are judged again", () => {
    const report = parseReport(V1);
    const again = concludeReport(report);
    const judged = ({ results }: typeof report) =>
      results.map(({ cell, verdict, cause, stage, sources }) => ({ id: cell.id, verdict, cause, stage, sources }));
    expect(judged(again)).toEqual(judged(report));
    expect(again.run.emulated).toEqual(["france-central-2026-06-10"]);
  });

  it("renames the phase of every failure, and no key of a response", () => {
    const v1 = JSON.parse(V1);
    const step = v1.results[0].recording.attempts[0].steps[0];
    step.failure = FAILURE;
    step.hops[0].failure = FAILURE;
    step.hops[0].body = { json: { rung: 1, stage: 2, standIn: 3 }, text: null, bytes: 3, cut: false };
    step.frames = [{ kind: "close", at: 1, by: "us", code: null, reason: "", transport: "open", failure: FAILURE }];
    const [read] = parseReport(JSON.stringify(v1)).results[0]?.recording?.attempts[0]?.steps ?? [];
    const phase = { cause: "ws.silent", code: null, phase: "event", text: "no event" };
    expect(read).toMatchObject({
      failure: phase,
      hops: [{ failure: phase, body: { json: { rung: 1, stage: 2, standIn: 3 } } }],
    });
    expect(read?.frames).toMatchObject([{ failure: phase }]);
  });

  it.each(["run", "probes", "results", "baseline"])("names '%s' when it is of another kind", (key) => {
    expect(() => parseReport(JSON.stringify({ ...JSON.parse(V1), [key]: 7 }))).toThrow(`'${key}`);
  });
});

describe("a report with the earlier name of Entra tokens", () => {
  const { results, skipped } = JSON.parse(V1);
  const ids: string[] = [
    ...results.map((one: { cell: { id: string } }) => one.cell.id),
    ...skipped.map((one: { cell: string }) => one.cell),
  ];
  const renamed = (id: string) => id.replace(/(?=~|$)/, "@token");
  const before = ids.reduce(
    (text, id) => text.replaceAll(JSON.stringify(id), JSON.stringify(renamed(id))),
    V1.replace('"auth": ["key"]', '"auth": ["key", "token"]').replaceAll('"auth": "key"', '"auth": "token"'),
  );

  it("reads with the name of today, in cells and in what refers to them", () => {
    const report = parseReport(before);
    expect(report.targets[0]?.auth).toEqual(["key", "entra"]);
    expect(report.results.map(({ cell }) => cell.variant.auth)).not.toContain("key");
    const read = report.results.map(({ cell }) => cell.id);
    expect(read).toEqual(report.results.map(({ cell: { id: _, ...cell } }) => cellId(cell)));
    const known = new Set([...read, ...report.skipped.map(({ cell }) => cell)]);
    expect(report.findings.flatMap(({ cells }) => cells).filter((cell) => !known.has(cell))).toEqual([]);
    expect(read.every((id) => id.includes("@entra"))).toBe(true);
  });

  it("keeps every recording as it is", () => {
    const recordings = (text: string) => parseReport(text).results.map(({ recording }) => recording);
    expect(recordings(before)).toEqual(recordings(V1));
  });
});
