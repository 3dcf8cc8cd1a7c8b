import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { mergeReports } from "../../src/conclusion/merge/index.ts";
import type { Json } from "../../src/model/json.ts";
import { findJsonDifferences } from "../../src/model/json-difference.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { comparableReport } from "../resume/comparable.ts";
import { emulatedRun, FLAGS, newJournal } from "../resume/emulated-run.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";
import { LONG } from "../support/long-counts.ts";
import { plainRepetition, plainReport, plainResult, plainTarget } from "../support/plain-report.ts";

let whole: Report;

beforeAll(() => {
  const { run, ...report } = concludeReport(readEmbeddedReport());
  // One process made it, so its parts have no machine of their own.
  const { machine: _, ...rest } = run;
  whole = { ...report, run: rest };
});

/** The places at which a report differs from the whole one. */
function differences(report: Report): string[] {
  const [before, after]: (Json | undefined)[] = JSON.parse(JSON.stringify([whole, report]));
  return findJsonDifferences(before, after).map(({ path }) => path);
}

/** The report of some of the cells. */
function partOf(report: Report, isOwn: (result: Result, index: number) => boolean): Report {
  const results = report.results.filter(isOwn);
  const used = new Set(results.map(({ cell }) => cell.probe));
  return { ...report, probes: report.probes.filter(({ id }) => used.has(id)), results };
}

const fileOf = (report: Report, index: number) => ({ file: `part-${index}.json`, report });

describe("the merged report", () => {
  it("equals that of the whole for any split, with controls in one part or in several", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.infiniteStream(fc.nat(1 << 20)),
        fc.boolean(),
        (count, random, isReversed) => {
          const next = () => Number(random.next().value);
          const owners = whole.results.map(({ cell }) =>
            cell.control === null || next() % 2 === 0
              ? [next() % count]
              : Array.from({ length: count }, (_, n) => n).filter((n) => n === next() % count || next() % 2 === 0),
          );
          for (const own of owners) if (own.length === 0) own.push(0);
          const parts = Array.from({ length: count }, (_, n) =>
            fileOf(
              partOf(whole, (_result, index) => owners[index]?.includes(n) === true),
              n,
            ),
          ).filter(({ report }) => report.results.length > 0);
          const merged = mergeReports(isReversed ? parts.reverse() : parts);
          expect(merged.missing).toEqual([]);
          expect(differences(merged.report)).toEqual([]);
          expect(merged.report.results.map(({ cell }) => cell.id)).toEqual(whole.results.map(({ cell }) => cell.id));
        },
      ),
      { numRuns: LONG ? 6 : 3 },
    );
  });

  it("equals that of the whole if each part has a target of its own", () => {
    const parts = whole.targets.map(({ name }, index) => {
      const report = concludeReport(partOf(whole, ({ cell }) => cell.target === name));
      return fileOf({ ...report, targets: report.targets.filter((target) => target.name === name) }, index);
    });
    expect(differences(mergeReports(parts).report)).toEqual([]);
  });

  it("equals that of a run that was not split, for parts that were run by --shard", async () => {
    const { report: unsplit } = await emulatedRun(newJournal(), { isSettled: false });
    const parts = [];
    for (const shard of ["1/2", "2/2"]) {
      const { report } = await emulatedRun(newJournal(), { isSettled: false, flags: { ...FLAGS, shard } });
      expect(report.run.part).toMatchObject({ of: 2 });
      parts.push({ file: shard, report: JSON.parse(JSON.stringify(report)) });
    }
    const { report, missing } = mergeReports(parts);
    expect(missing).toEqual([]);
    expect(comparableReport(report)).toEqual(comparableReport(unsplit));
    const [first] = parts;
    const partial = mergeReports(first === undefined ? [] : [first]);
    expect([partial.missing, partial.report.run.complete]).toEqual([[2], false]);
  });

  it("numbers the extra cells of the settle pass once", () => {
    const partWith = (deployment: string) => {
      const result = plainResult("server.5xx", { deployment });
      const extra = plainRepetition("server.5xx", result);
      const base = plainReport([result, extra], {
        targets: [plainTarget("here", { a: "conversation", b: "conversation" })],
      });
      const talk = base.probes.filter(({ id }) => id === "talk");
      return { ...base, probes: [...talk, ...talk.map((probe) => ({ ...probe, id: "talk-settle-1" }))] };
    };
    const { report } = mergeReports(["b", "a"].map((deployment, n) => fileOf(partWith(deployment), n)));
    expect(report.results.map(({ cell }) => cell.id)).toEqual([
      "here/a/talk",
      "here/b/talk",
      "here/a/talk-settle-1~settle",
      "here/b/talk-settle-2~settle",
    ]);
    expect(report.results.map(({ cell }) => cell.settles?.cell)).toEqual([
      undefined,
      undefined,
      "here/a/talk",
      "here/b/talk",
    ]);
    expect(report.probes.map(({ id }) => id)).toEqual(["talk", "talk-settle-1", "talk-settle-2"]);
  });

  it.each([
    ["keeps all attempts of a control that answered two parts differently", "supported", true],
    ["ignores a control without evidence if another part has evidence", "auth", false],
  ])("%s", (_, verdict, isJoined) => {
    const control = whole.results.find(
      ({ cell, verdict: own }) => cell.control === "missing-path" && own === "no-route",
    );
    const other = whole.results.find((result) => result.verdict === verdict);
    if (control === undefined || other === undefined) throw new Error("the emulated run has no such cells");
    const rest = { ...whole, results: [{ ...other, cell: control.cell }] };
    const { report } = mergeReports([fileOf(whole, 0), fileOf(rest, 1)]);
    const merged = report.results.find(({ cell }) => cell.id === control.cell.id);
    const attempts = (result: Result | undefined) => result?.recording?.attempts.length ?? 0;
    expect(attempts(merged)).toBe(attempts(control) + (isJoined ? attempts(other) : 0));
    expect(merged?.verdict).toBe(isJoined ? merged?.verdict : "no-route");
  });
});

describe("parts that do not fit", () => {
  const base = () => {
    const [a, b] = ["a", "b"].map((deployment) =>
      plainReport([plainResult("server.5xx", { deployment })], {
        targets: [plainTarget("here", { a: "conversation", b: "conversation" })],
      }),
    );
    if (a === undefined || b === undefined) throw new Error("no parts");
    return { a, b };
  };
  const shard = (report: Report, index: number, of: number, plan = "sha256:1"): Report => ({
    ...report,
    run: { ...report.run, part: { index, of, plan } },
  });

  it.each([
    [1, 1_000_000_000],
    [0, 2],
    [1, 0],
  ])("is part %i of %i of a report that is not read", (index, of) => {
    const { a } = base();
    expect(() => parseReport(JSON.stringify(shard(a, index, of)))).toThrow(/'run\.part\.(index|of)'/);
  });

  it.each<[string, (parts: { a: Report; b: Report }) => [Report, Report], string]>([
    ["have the same cell", ({ a }) => [a, a], "overlap: both have the cell 'here/a/talk'"],
    ["are the same part", ({ a, b }) => [shard(a, 1, 2), shard(b, 1, 2)], "overlap: 'run.part' is the same"],
    ["are of other cuts", ({ a, b }) => [shard(a, 1, 2), shard(b, 2, 3)], "'run.part.of' differs"],
    ["are of other plans", ({ a, b }) => [shard(a, 1, 2), shard(b, 2, 2, "sha256:2")], "'run.part.plan' differs"],
    ["are of a part and a whole", ({ a, b }) => [shard(a, 1, 2), b], "'run.part' differs"],
    ["are of other versions", ({ a, b }) => [a, { ...b, tool: { ...b.tool, version: "1" } }], "'tool.version' differs"],
    ["expect other things", ({ a, b }) => [a, { ...b, expect: [{ is: "any" }] }], "'expect' differs"],
    [
      "have another endpoint of a target",
      ({ a, b }) => [
        a,
        { ...b, targets: [plainTarget("here", { b: "conversation" }, { endpoint: "https://x.example" })] },
      ],
      "'targets.here.endpoint' differs",
    ],
    [
      "have another role of a deployment",
      ({ a, b }) => [a, { ...b, targets: [plainTarget("here", { a: "chat" })] }],
      "'targets.here.deployments.a.role' differs",
    ],
    [
      "have another probe",
      ({ a, b }) => [a, { ...b, probes: b.probes.map((probe) => ({ ...probe, title: "Other" })) }],
      "'probes.talk.title' differs",
    ],
  ])("because they %s are refused with both files and the key", (_, make, words) => {
    const [first, second] = make(base());
    const merging = () =>
      mergeReports([
        { file: "a.json", report: first },
        { file: "b.json", report: second },
      ]);
    expect(merging).toThrow(words);
    expect(merging).toThrow(/^a\.json and b\.json /);
  });
});
