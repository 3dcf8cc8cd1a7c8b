import { describe, expect, it } from "vitest";
import { addBaseline } from "../../src/conclusion/baseline.ts";
import { earlierOf } from "../../src/conclusion/earlier.ts";
import { addExit, subjectOf } from "../../src/conclusion/exit.ts";
import type { Cause } from "../../src/model/cause.ts";
import type { FailOn } from "../../src/model/exit.ts";
import type { ExpectEntry } from "../../src/model/expectation.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { plainRepetition, plainReport, plainTarget, plainResult as result } from "../support/plain-report.ts";
import { catalog } from "../support/recorded.ts";

const REFUSED = "refused.operation";
const WORKS = "result.received";
const CLOSED = "server.5xx";
const THROTTLED = "throttled.call-rate";

/** `d` talks by two ways on `here`, and `w` transcribes. */
const results = (talk: Cause, say: Cause, write: Cause): Result[] => [
  result(talk),
  result(say, { probe: "say" }),
  result(write, { deployment: "w", role: "transcription", probe: "write" }),
];
const here = plainTarget("here", { d: "conversation", w: "transcription" }, { region: "East US 2" });

function judged(cells: Result[], expected: ExpectEntry[], failOn: FailOn | null = null, targets = [here]): Report {
  return addExit(plainReport(cells, { targets, ...(expected.length === 0 ? {} : { expect: expected }) }), failOn);
}

function told({ expectations = [] }: Report): string[] {
  return expectations.map((one) => `${subjectOf(one)} ${one.expected} ${one.standing}`);
}

const MET: [what: string, cells: Result[], expected: ExpectEntry[], standings: string[], code: number][] = [
  [
    "one of two ways works",
    results(WORKS, REFUSED, WORKS),
    [{ deployment: "d", is: "supported" }],
    ["here/d supported met"],
    0,
  ],
  [
    "no way works",
    results(REFUSED, REFUSED, WORKS),
    [{ deployment: "d", is: "supported" }],
    ["here/d supported unmet"],
    1,
  ],
  [
    "no way works, and one has no evidence",
    results(REFUSED, THROTTLED, WORKS),
    [{ deployment: "d", is: "supported" }],
    ["here/d supported no-evidence"],
    3,
  ],
  [
    "a way fails for now",
    results(REFUSED, CLOSED, WORKS),
    [{ deployment: "d", is: "supported" }],
    ["here/d supported no-evidence"],
    3,
  ],
  [
    "a way is refused as expected",
    results(WORKS, REFUSED, WORKS),
    [{ probe: "sa*", is: "unsupported" }],
    ["here/d/say unsupported met"],
    0,
  ],
  [
    "a way works that should not",
    results(WORKS, WORKS, WORKS),
    [{ probe: "say", is: "unsupported" }],
    ["here/d/say unsupported improved"],
    0,
  ],
  ["a way may do anything", results(WORKS, THROTTLED, WORKS), [{ probe: "say", is: "any" }], ["here/d/say any met"], 0],
  [
    "a later entry replaces an earlier one",
    results(WORKS, REFUSED, WORKS),
    [
      { probe: "*", is: "supported" },
      { probe: "say", deployment: "d", is: "unsupported" },
    ],
    ["here/d/talk supported met", "here/d/say unsupported met", "here/w/write supported met"],
    0,
  ],
  [
    "a role is served",
    results(REFUSED, REFUSED, WORKS),
    [{ for: "transcription" }],
    ["here for transcription supported met"],
    0,
  ],
  [
    "a role is not served",
    results(WORKS, WORKS, REFUSED),
    [{ for: "transcription" }],
    ["here for transcription supported unmet"],
    1,
  ],
  [
    "no deployment has the role",
    results(WORKS, WORKS, WORKS),
    [{ for: "translation" }],
    ["here for translation supported no-evidence"],
    3,
  ],
  [
    "the region is selected in another spelling",
    results(WORKS, WORKS, WORKS),
    [{ region: "eastus2", for: "conversation" }],
    ["here for conversation supported met"],
    0,
  ],
  [
    "another region is selected",
    results(REFUSED, REFUSED, WORKS),
    [{ region: "westeurope", for: "conversation" }],
    [],
    0,
  ],
  [
    "another model is selected",
    results(REFUSED, REFUSED, WORKS),
    [{ model: "w", is: "supported" }],
    ["here/w supported met"],
    0,
  ],
];

describe("an expectation of the configuration", () => {
  it.each(MET)("has its standing and its exit code if %s", (_what, cells, expected, standings, code) => {
    const report = judged(cells, expected);
    expect(told(report)).toEqual(standings);
    expect(report.run.exit?.code).toBe(code);
  });

  it("counts a failure that may pass once the settle pass has repeated it", () => {
    const [talk, say, write] = results(REFUSED, CLOSED, WORKS) as [Result, Result, Result];
    const expected: ExpectEntry[] = [{ deployment: "d", is: "supported" }];
    expect(judged([talk, say, write, plainRepetition(CLOSED, say)], expected).run.exit?.code).toBe(1);
    expect(judged([talk, say, write, plainRepetition(THROTTLED, say)], expected).run.exit?.code).toBe(3);
  });

  it("fails on an improvement under `any` only", () => {
    const codes = (["required", "regression", "any"] as const).map(
      (failOn) => judged(results(WORKS, WORKS, WORKS), [{ probe: "say", is: "unsupported" }], failOn).run.exit?.code,
    );
    expect(codes).toEqual([0, 0, 1]);
  });
});

describe("a deployment without an expectation", () => {
  it("must have one working way if there is a policy, and only evidence if there is none", () => {
    const cells = results(REFUSED, REFUSED, WORKS);
    expect(judged(cells, []).run.exit).toMatchObject({ code: 0, failOn: null });
    const strict = judged(cells, [], "required");
    expect(told(strict)).toEqual(["here/d supported unmet", "here/w supported met"]);
    expect(strict.run.exit).toMatchObject({ code: 1, reason: "1 expectation is not met: here/d." });
  });

  it("is left out if its role is unknown, or if an entry is about it", () => {
    const cells = results(REFUSED, REFUSED, REFUSED).map((one) =>
      one.cell.deployment === "w" ? { ...one, cell: { ...one.cell, role: "unknown" as const } } : one,
    );
    const targets = [plainTarget("here", { d: "conversation", w: "unknown" })];
    expect(told(judged(cells, [{ deployment: "d", is: "any" }], "required", targets))).toEqual(["here/d any met"]);
  });
});

describe("an optional target", () => {
  const there = (cause: Cause) => result(cause, { target: "there", deployment: "d" });
  const targets = (optional: boolean) => [
    here,
    plainTarget("there", { d: "conversation" }, optional ? { optional } : {}),
  ];
  it.each<[Cause, optional: boolean, code: number]>([
    ["skipped.credential-unset", false, 3],
    ["skipped.credential-unset", true, 0],
    ["tcp.refused", false, 3],
    ["tcp.refused", true, 0],
    [REFUSED, true, 1],
  ])("with the cause %s and optional: %s ends with its code", (cause, optional, code) => {
    const cells = [...results(WORKS, WORKS, WORKS), there(cause)];
    expect(judged(cells, [], "required", targets(optional)).run.exit?.code).toBe(code);
  });

  it("does not make a run successful in which nothing has evidence", () => {
    expect(judged([there("tcp.refused")], [], "required", [targets(true)[1] ?? here]).run.exit?.code).toBe(3);
  });
});

describe("a baseline", () => {
  const earlierRun = { startedAt: "2026-06-09T00:00:00.000Z", finishedAt: "2026-06-09T00:00:01.000Z" };
  const earlier = (cells: Result[], targets = [here]): Report => {
    const report = plainReport(cells, { targets });
    return { ...report, run: { ...report.run, ...earlierRun, id: "earlier" } };
  };
  const since = (now: Result[], then: Result[], expected: ExpectEntry[] = [], failOn: FailOn | null = null) =>
    addExit(addBaseline(plainReport(now, { targets: [here], expect: expected }), earlierOf(earlier(then))), failOn);
  const all = results(WORKS, WORKS, WORKS);
  const [talk, , write] = all as [Result, Result, Result];
  const say = (cause: Cause) => result(cause, { probe: "say" });

  const CHANGES: [
    what: string,
    now: Result[],
    then: Result[],
    expected: ExpectEntry[],
    codes: [number, number, number],
  ][] = [
    ["nothing changed", all, all, [], [0, 0, 0]],
    ["a second way no longer works", [talk, say(REFUSED), write], all, [], [0, 1, 1]],
    ["the same is expected", [talk, say(REFUSED), write], all, [{ probe: "say", is: "unsupported" }], [0, 0, 1]],
    ["it fails for now", [talk, say(CLOSED), write], all, [], [0, 3, 3]],
    ["it fails for good", [talk, say(CLOSED), write, plainRepetition(CLOSED, say(CLOSED))], all, [], [0, 1, 1]],
    ["it is rate-limited now", [talk, say(THROTTLED), write], all, [], [0, 3, 3]],
    ["anything may happen to it", [talk, say(THROTTLED), write], all, [{ probe: "say", is: "any" }], [0, 0, 0]],
    ["it works again", all, [talk, say(REFUSED), write], [], [0, 0, 1]],
    ["it fails in another way", [talk, say("request.shape"), write], [talk, say(REFUSED), write], [], [0, 0, 1]],
    ["it is new", all, [talk, write], [], [0, 0, 1]],
    ["it vanished", [talk, write], all, [], [0, 0, 1]],
    [
      "it failed before and has no evidence now",
      [talk, say(THROTTLED), write],
      [talk, say(REFUSED), write],
      [],
      [0, 0, 0],
    ],
  ];
  it.each(CHANGES)(
    "has its exit code under required, regression and any if %s",
    (_what, now, then, expected, codes) => {
      const decided = (["required", "regression", "any"] as const).map((failOn) => since(now, then, expected, failOn));
      expect(decided.map(({ run }) => run.exit?.code)).toEqual(codes);
      expect(since(now, then, expected).run.exit?.code).toBe(codes[1]);
    },
  );

  it("tells targets, deployments and cells apart that only one of the runs has", () => {
    const targets = [plainTarget("here", { d: "conversation", x: "chat" }), plainTarget("far", { d: "conversation" })];
    const now = [result(WORKS), result(WORKS, { target: "far" }), result(WORKS, { deployment: "x" })];
    const { baseline } = addBaseline(plainReport(now, { targets }), earlierOf(earlier(all)));
    expect(baseline?.added).toEqual({ targets: ["far"], deployments: ["here/x"], cells: [] });
    expect(baseline?.vanished).toEqual({ targets: [], deployments: ["here/w"], cells: ["here/d/say"] });
  });

  it("remembers over a night without evidence that a cell worked", () => {
    const night = addBaseline(plainReport([say(THROTTLED)], { targets: [here] }), earlierOf(earlier(all)));
    const next = addBaseline(plainReport([say(REFUSED)], { targets: [here] }), earlierOf(night));
    expect(next.baseline?.cells).toMatchObject([{ cell: "here/d/say", trend: "worse" }]);
  });
});

describe("--fail-on retiring<30d", () => {
  const retires = { ...here, deployments: here.deployments.map((d) => ({ ...d, model: "whisper", version: "001" })) };
  const ends = (days: number | null, startedAt: string, failOn: FailOn | null = null, more: Partial<Report> = {}) => {
    const report = plainReport(results(WORKS, WORKS, WORKS), { targets: [retires], ...more });
    const claims = catalog.claims.map((claim) => ({
      ...claim,
      standing: "untested" as const,
      confirming: [],
      contradicting: [],
      untested: null,
    }));
    return addExit({ ...report, run: { ...report.run, ...more.run, startedAt }, claims }, failOn, days).run.exit;
  };
  const day = (date: string) => `${date}T00:00:00.000Z`;

  it.each([
    [30, "2026-11-15", 0],
    [30, "2026-11-16", 1],
    [30, "2026-12-15", 1],
    [30, "2027-01-01", 1],
    [365, "2026-01-01", 1],
    [0, "2026-12-15", 0],
    [0, "2026-12-16", 1],
    [null, "2026-12-14", 0],
  ])("with %s days and a run on %s ends with %s", (days, date, code) => {
    expect(ends(days, day(date))?.code).toBe(code);
  });

  it("names the deployments with their date, and adds to another policy", () => {
    const exit = ends(30, day("2026-12-01"), "required");
    expect(exit).toMatchObject({ code: 1, failOn: "required", retiringDays: 30 });
    expect(exit?.reason).toBe(
      "2 deployments have models that retire soon: here/d on 2026-12-15, here/w on 2026-12-15.",
    );
  });

  it("says nothing of an emulated run", () => {
    const run = { ...plainReport([], {}).run, emulated: ["all-supported"] };
    expect(ends(30, day("2026-12-01"), null, { run })?.code).toBe(0);
  });
});
