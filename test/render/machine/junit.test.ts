import { describe, expect, it } from "vitest";
import { addExit } from "../../../src/conclusion/exit.ts";
import type { Before, Since } from "../../../src/model/baseline.ts";
import type { Cause } from "../../../src/model/cause.ts";
import type { ExpectEntry } from "../../../src/model/expectation.ts";
import type { Report, Result } from "../../../src/model/report.ts";
import { loadFormat } from "../../../src/render/index.ts";
import { readEmbeddedReport } from "../../support/embedded-report.ts";
import { plainRepetition, plainReport, plainResult, plainTarget } from "../../support/plain-report.ts";
import { findXmlFaults } from "./syntax.ts";

const VIEW = { matrix: false, target: null, finding: null };
const junit = await loadFormat("junit");
const render = (report: Report) => junit.render(report, VIEW);

interface Situation {
  expect?: ExpectEntry[];
  optional?: true;
  repeated?: boolean;
  worked?: boolean;
}

/** The case of one cell with this cause. */
function caseOf(cause: Cause, { expect, optional, repeated = false, worked = false }: Situation = {}): string {
  const result = plainResult(cause);
  const target = plainTarget("here", { d: "conversation" }, optional ? { optional } : {});
  const before: Before = { verdict: "supported", cause: "result.received", at: "2026-06-09T00:00:00.000Z" };
  const since: Since = { cell: result.cell.id, trend: "worse", before, lastGood: before.at, firstBad: null };
  const run = { id: "before", startedAt: before.at, finishedAt: before.at };
  const report = plainReport([result, ...(repeated ? [plainRepetition(cause, result)] : [])], {
    targets: [target],
    ...(expect === undefined ? {} : { expect }),
    ...(worked ? { baseline: { run, cells: [since], notCompared: [] } } : {}),
  });
  return render(addExit(report, null));
}

const MUST: ExpectEntry[] = [{ target: "*", is: "supported" }];
const CELL: ExpectEntry[] = [{ probe: "talk", is: "supported" }];
const ANY: ExpectEntry[] = [{ is: "any" }];
const MUST_NOT: ExpectEntry[] = [{ probe: "talk", is: "unsupported" }];

describe("the case of a cell", () => {
  it.each<[string, Cause, Situation, string]>([
    ["works", "result.received", { expect: MUST }, "passed"],
    ["is refused, and nobody expects otherwise", "refused.operation", {}, "passed"],
    ["is refused as expected", "refused.operation", { expect: MUST_NOT }, "passed"],
    [
      "is refused, and its deployment must work",
      "refused.operation",
      { expect: MUST },
      '<failure message="not supported',
    ],
    ["is refused, and the cell must work", "refused.operation", { expect: CELL }, 'type="unmet"'],
    ["worked in the baseline, and nobody watches it", "refused.operation", { worked: true, expect: ANY }, "passed"],
    [
      "failed at the service once",
      "server.5xx",
      { expect: MUST },
      '<error message="service error" type="unconfirmed">',
    ],
    ["failed at the service twice", "server.5xx", { expect: MUST, repeated: true }, '<failure message="service error"'],
    ["has no evidence", "tcp.refused", { expect: MUST }, '<error message="no evidence: '],
    ["has no evidence, and nobody expects any", "tcp.refused", {}, 'type="no-evidence">'],
    ["has no evidence on an optional target", "tcp.refused", { optional: true }, '<skipped message="no evidence: '],
    ["is rate-limited", "throttled.call-rate", { expect: MUST }, '<skipped message="rate-limited: '],
    ["is denied access", "auth.key-invalid", {}, '<error message="access denied: '],
    ["was not run", "skipped.no-companion", {}, '<skipped message="not run: '],
  ])("that %s", (_, cause, situation, shows) => {
    const text = caseOf(cause, situation);
    expect(findXmlFaults(text)).toEqual([]);
    if (shows === "passed") expect(text).not.toMatch(/<(failure|error|skipped)/);
    else expect(text).toContain(shows);
  });

  it("is a failure if it worked in the baseline, and names the change", () => {
    const text = caseOf("refused.operation", { worked: true });
    expect(text).toMatch(/<failure [^>]*type="(unmet|regression)"/);
    expect(text).toContain('<property name="change" value="regression"/>');
  });

  it("has a flakyFailure if its attempts disagree", () => {
    const result = { ...plainResult("inconclusive.unstable"), unstable: true };
    const rated: Result = {
      ...plainResult("result.received", { probe: "say" }),
      rate: { worked: 9, of: 10, unknown: 0, interval: [0.6, 0.98] },
    };
    const text = render(plainReport([result, rated], { targets: [plainTarget("here", { d: "conversation" })] }));
    expect(text.match(/<flakyFailure [^>]*type="attempts-disagree"\/>/g)).toHaveLength(2);
    expect(text).toContain('message="9 of 10 requests worked');
    expect(text.match(/<error /g)).toHaveLength(1);
  });

  it("is there for an expectation that no cell is about", () => {
    const report = plainReport([plainResult("result.received")], {
      targets: [plainTarget("here", { d: "conversation" })],
      expect: [{ for: "translation" }],
    });
    expect(render(addExit(report, null))).toContain(
      '<testcase name="for translation" classname="here.-" time="0.000">',
    );
  });
});

describe("the suites", () => {
  const text = render(addExit(readEmbeddedReport(), null));
  const count = (part: string, pattern: RegExp) => part.match(pattern)?.length ?? 0;

  it("are one for each target with its host, and count what they hold", () => {
    const suites = text.split("<testsuite ").slice(1);
    expect(suites).toHaveLength(3);
    for (const suite of suites) {
      const said = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1]);
      expect(suite).toMatch(/hostname="127\.0\.0\.1:\d+"/);
      expect(suite).toContain("not evidence.");
      expect([said("tests"), said("failures"), said("errors"), said("skipped")]).toEqual([
        count(suite, /<testcase /g),
        count(suite, /<failure /g),
        count(suite, /<error /g),
        count(suite, /<skipped /g),
      ]);
      expect(said("tests")).toBeGreaterThan(10);
    }
    expect(text).toContain(`<testsuites name="aoai-probe `);
    expect(Number(/tests="(\d+)"/.exec(text)?.[1])).toBe(count(text, /<testcase /g));
  });

  it("have cases with a class, a name, a time and properties, and no controls", () => {
    expect(text).toMatch(
      /<testcase name="ga-realtime" classname="france-central\.gpt-realtime-1\.5" time="\d+\.\d{3}">/,
    );
    expect(text).toContain('<property name="verdict" value="supported"/>');
    expect(text).not.toContain("missing-deployment");
  });
});
