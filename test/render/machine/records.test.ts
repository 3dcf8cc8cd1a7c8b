import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/model/report.ts";
import { loadFormat, piecesIn } from "../../../src/render/index.ts";
import { RECORD_KEYS } from "../../../src/render/machine/cell-record.ts";
import { readEmbeddedReport } from "../../support/embedded-report.ts";
import { plainReport, plainResult, plainTarget } from "../../support/plain-report.ts";
import { parseCsv } from "./syntax.ts";

const VIEW = { matrix: false, target: null, finding: null };
const [csv, ndjson] = await Promise.all([loadFormat("csv"), loadFormat("ndjson")]);

describe.each([
  ["csv", csv],
  ["ndjson", ndjson],
])("%s", (_, format) => {
  it("comes in pieces, one for each cell", () => {
    const report = readEmbeddedReport();
    const pieces = [...piecesIn(format, report, VIEW)];
    expect(pieces.length).toBeGreaterThan(report.results.filter(({ cell }) => cell.control === null).length - 1);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(3000);
    expect(pieces.join("")).toBe(format.render(report, VIEW));
  });

  it("has the cells of --target only", () => {
    const text = format.render(readEmbeddedReport(), { ...VIEW, target: "east-us-2" });
    expect(text).toContain("east-us-2/");
    expect(text).not.toContain("france-central/");
  });
});

describe("ndjson", () => {
  it("has one object for each cell, controls included, with every key", () => {
    const report = readEmbeddedReport();
    const lines = ndjson
      .render(report, VIEW)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ cell }) => cell)).toEqual(report.results.map(({ cell }) => cell.id));
    for (const line of lines) expect(Object.keys(line)).toEqual(RECORD_KEYS);
    const [one] = lines.filter(({ cell }) => cell === "france-central/gpt-realtime-1.5/ga-realtime");
    expect(one).toMatchObject({
      source: "emulated",
      target: "france-central",
      region: "France Central",
      model: "gpt-realtime-1.5",
      surface: "ga",
      verdict: "supported",
      outcome: "works",
      stageReached: "result",
      stageFailed: null,
      control: null,
      attempts: 1,
    });
    expect(one.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(one.durationMs).toBeGreaterThan(0);
  });
});

describe("csv", () => {
  it("has one row of RFC 4180 for each cell of the matrix", () => {
    const report = readEmbeddedReport();
    const text = csv.render(report, VIEW);
    const [head, ...rows] = parseCsv(text);
    expect(head).toEqual(RECORD_KEYS);
    const ordinary = report.results.filter(({ cell }) => cell.control === null);
    expect(rows.map((row) => row[2])).toEqual(ordinary.map(({ cell }) => cell.id));
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([RECORD_KEYS.length]));
    expect(text.endsWith("\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    " =1",
    '"=1',
    '=HYPERLINK("x")',
    "＝1",
    "＠x",
    "-",
    '=1","=2',
  ])("makes %j inert", (text) => {
    const result = plainResult("result.received");
    const report: Report = plainReport([{ ...result, error: { code: text, message: null, type: null, param: null } }], {
      targets: [plainTarget("here", { d: "conversation" }, { region: text })],
    });
    const [, row = []] = parseCsv(csv.render(report, VIEW));
    expect(row).toHaveLength(RECORD_KEYS.length);
    for (const field of row) expect(field).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/);
    expect(row[RECORD_KEYS.indexOf("region")]).toContain(text.trim().replace(/^[=+\-@＝＠]/, ""));
  });
});
