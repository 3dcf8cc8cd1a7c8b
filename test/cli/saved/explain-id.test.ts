import { beforeAll, describe, expect, it } from "vitest";
import { parseArguments } from "../../../src/cli/command-line.ts";
import { ALL_OF_IT } from "../../../src/cli/output/publication.ts";
import { explanationOf } from "../../../src/cli/saved/explain-id.ts";
import { CAUSES } from "../../../src/model/cause.ts";
import type { Report } from "../../../src/model/report.ts";
import { FORMATS, type FormatName, loadFormat } from "../../../src/render/index.ts";
import { readEmbeddedRegions } from "../../support/embedded-report.ts";
import { partOf } from "../../support/long-counts.ts";

/*
 * What a reader copies from a report into `explain`. Each format is read as a reader of it would: a program by its
 * fields, a person by what has the form of an ID.
 */

let report: Report;
const texts = new Map<FormatName, string>();

beforeAll(async () => {
  report = readEmbeddedRegions(["france-central", "sweden-central"]);
  for (const name of FORMATS) texts.set(name, (await loadFormat(name)).render(report, ALL_OF_IT));
}, 90_000);

const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g;
const SERVICE_ID = /\b(?:sess|item|event|resp|call|rtc|chatcmpl|msg)_[A-Za-z0-9]{6,}\b/g;
const NUMBERED = /\b(?:F\d{1,2}|CL-\d{2}[a-z]?|FR-\d{3})\b/g;
/** Code spans of Markdown, and words of a terminal. */
const WORDS = /`([^`\n]+)`|(?<=^|[\s(])([A-Za-z0-9._~@/-]+)(?=[\s,:)]|$)/gm;

/** Everything in a text that has the form of an ID of this report. */
function idsIn(text: string): Set<string> {
  const names = new Set([
    ...report.results.flatMap(({ cell }) => [
      cell.id,
      cell.id.slice(cell.target.length + 1),
      cell.probe,
      cell.deployment ?? cell.target,
    ]),
    ...report.findings.map(({ code }) => code),
    ...Object.keys(CAUSES),
  ]);
  const words = [...text.matchAll(WORDS)].map((match) => match[1] ?? match[2] ?? "");
  const isCell = (word: string) =>
    /^[\w.-]+\/[\w.-]+(\/[\w.-]+)?([@~][\w.@~-]+)?$/.test(word) &&
    report.probes.some(({ id }) => word.includes(`/${id}`));
  return new Set([
    ...[UUID, SERVICE_ID, NUMBERED].flatMap((form) => [...text.matchAll(form)].map(([id]) => id)),
    ...words.filter((word) => names.has(word) || isCell(word)),
  ]);
}

/** Values of the fields of an ID, in the formats for programs. */
function fieldsIn(name: FormatName, text: string): string[] {
  const values = (form: RegExp) => [...text.matchAll(form)].map((match) => match[1] ?? "");
  switch (name) {
    case "csv":
      return text
        .trim()
        .split("\n")
        .slice(1)
        .flatMap((line) => {
          const columns = line.slice(1, -1).split('","');
          return [columns[1] ?? "", columns[2] ?? ""];
        });
    case "junit":
      return values(/<property name="(?:cell|cause|requestId)" value="([^"]+)"/g);
    case "ndjson":
      return values(/"(?:run|cell|probe|cause|requestId|deployment|target)":"([^"]+)"/g);
    case "prometheus":
      return values(/(?:target|deployment|probe)="([^"]+)"/g);
    case "json":
      return [
        report.run.id,
        ...report.results.flatMap((result) => [
          result.cell.id,
          ...result.restsOn,
          result.cause,
          ...Object.entries(result.ids).flatMap(([key, ids]) =>
            key === "x-ms-region" || key === "x-ms-deployment-name" ? [] : ids,
          ),
        ]),
        ...report.claims.map(({ id }) => id),
        ...report.findings.flatMap(({ code, cells }) => [code, ...cells]),
      ];
    default:
      return [];
  }
}

/** IDs occur in many formats, and each is explained once. */
const failures = new Map<string, string | null>();

function failureOf(id: string): string | null {
  if (failures.has(id)) return failures.get(id) ?? null;
  let failure: string | null = null;
  try {
    if (explanationOf(id, report).length < 10) failure = `${id}: nothing is said`;
  } catch (error) {
    failure = String(error);
  }
  failures.set(id, failure);
  return failure;
}

describe("explain", () => {
  it.each(FORMATS)("accepts every ID that the format %s prints", (name) => {
    const text = texts.get(name) ?? "";
    const ids = new Set([...(name === "json" ? [] : idsIn(text)), ...fieldsIn(name, text)]);
    // A few are enough for the IDs of the service, because each searches the whole report. Full IDs of cells are alike.
    const service = [...ids].filter((id) => /^[0-9a-f]{8}-|^\w+_[A-Za-z0-9]{6,}$/.test(id));
    const cells = [...ids].filter((id) => report.results.some(({ cell }) => cell.id === id));
    const others = [...ids].filter((id) => !service.includes(id) && !cells.includes(id));
    if (name !== "github-annotations") expect(cells.length + others.length).toBeGreaterThan(20);
    expect([...others, ...partOf(cells, 5), ...service.slice(0, 3)].flatMap((id) => failureOf(id) ?? [])).toEqual([]);
  });

  it.each([
    [
      "redirect-drops-path-segment",
      /^redirect-drops-path-segment \(high\): Redirect drops.*\n.*\n {2}Do: .*\n[\s\S]*Failing:\n/,
    ],
    ["F1", /^redirect-drops-path-segment/],
    ["CL-01", /^CL-01: Microsoft documentation/],
    ["FR-003", /^FR-003: a field report, which the emulator replays in \d+ cells\.\n/],
    ["route.not-found", /^route\.not-found \(no-route\): /],
    ["ga-realtime", /^ga-realtime: “.*”, \d+ cells, controls included\.\n/],
    ["missing-path", /^missing-path: 4 cells/],
    ["missing path:", /^missing path:: 4 cells/],
    ["sweden-central/-/missing-path-http", /sweden-central\/-\/missing-path-http~missing-path/],
    ["france-central/gpt-realtime-1.5/no-credential", /control: no-credential/],
  ])("explains %s", (id, text) => {
    expect(explanationOf(id, report)).toMatch(text);
  });

  it("names the cells if an ID is not unique, and the nearest if there is none", () => {
    expect(explanationOf("-/missing-path-http~missing-path", report)).toMatch(
      /^-\/missing-path-http~missing-path: 2 cells/,
    );
    expect(() => explanationOf("-/missing-path-http", report)).toThrow(/matches 2 cells/);
    expect(() => explanationOf("ga-realtme", report)).toThrow(/no such cell/);
  });

  it("takes an argument that begins with -/ or comes after -- for an ID", async () => {
    const argumentsOf = async (...argv: string[]) => (await parseArguments(argv)).called?.call.arguments;
    expect(await argumentsOf("explain", "-/missing-path-http~missing-path", "r.json")).toEqual([
      "-/missing-path-http~missing-path",
      "r.json",
    ]);
    expect(await argumentsOf("explain", "--", "-x", "--help")).toEqual(["-x", "--help"]);
    expect(await argumentsOf("why", "-/a", "-/b")).toEqual(["-/a", "-/b"]);
  });
});
