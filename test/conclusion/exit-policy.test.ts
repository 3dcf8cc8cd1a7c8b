import { describe, expect, it } from "vitest";
import { decideExit, meetExpectation, type Shown } from "../../src/conclusion/exit-policy.ts";
import { CAUSES, type Cause } from "../../src/model/cause.ts";
import type { FailOn } from "../../src/model/exit.ts";
import type { ExpectationStanding } from "../../src/model/expectation.ts";
import { VERDICT_KINDS, type VerdictKind } from "../../src/model/verdict.ts";

/* The table of the policy, written down again: expected supported, the same once confirmed, expected unsupported. */

type Row = [supported: ExpectationStanding, confirmed: ExpectationStanding, unsupported: ExpectationStanding];
const NO: Row = ["no-evidence", "no-evidence", "no-evidence"];
const TABLE: Record<VerdictKind, Row> = {
  supported: ["met", "met", "improved"],
  partial: ["unmet", "unmet", "no-evidence"],
  unsupported: ["unmet", "unmet", "met"],
  "not-deployed": ["unmet", "unmet", "met"],
  "no-route": ["unmet", "unmet", "met"],
  "rejected-request": ["unmet", "unmet", "no-evidence"],
  "server-fault": ["no-evidence", "unmet", "no-evidence"],
  "protocol-violation": ["no-evidence", "unmet", "no-evidence"],
  redirect: ["no-evidence", "unmet", "no-evidence"],
  auth: NO,
  throttled: NO,
  network: NO,
  "local-fault": NO,
  inconclusive: NO,
  skipped: NO,
};

const CAUSE_NAMES = Object.keys(CAUSES).filter((cause): cause is Cause => cause in CAUSES);

describe("a cell meets what was expected of it", () => {
  it.each(VERDICT_KINDS)("as the table says for every cause of the verdict %s", (verdict) => {
    const causes = CAUSE_NAMES.filter((cause) => CAUSES[cause].verdict === verdict);
    expect(causes.length).toBeGreaterThan(0);
    for (const cause of causes) {
      const row = [
        meetExpectation("supported", { verdict, cause }, false),
        meetExpectation("supported", { verdict, cause }, true),
        meetExpectation("unsupported", { verdict, cause }, false),
      ];
      expect(row, cause).toEqual(cause === "result.unprovable" ? NO : TABLE[verdict]);
      expect(meetExpectation("any", { verdict, cause }, false)).toBe("met");
    }
  });
});

const QUIET: Shown = {
  hasCells: true,
  isComplete: true,
  late: 0,
  unmet: [],
  regressions: [],
  retiring: [],
  differences: [],
  unproven: [],
  expectations: 1,
  isCompared: true,
};

type Fact = Partial<Shown>;
const CODES: [what: string, fact: Fact, codes: Record<FailOn | "none", number>][] = [
  ["nothing is wrong", {}, { none: 0, never: 0, required: 0, regression: 0, any: 0 }],
  ["an expectation is unmet", { unmet: ["a"] }, { none: 0, never: 0, required: 1, regression: 1, any: 1 }],
  ["a cell got worse", { regressions: ["a"] }, { none: 0, never: 0, required: 0, regression: 1, any: 1 }],
  [
    "a model retires within the days of the policy",
    { retiring: ["a"] },
    { none: 1, never: 1, required: 1, regression: 1, any: 1 },
  ],
  [
    "a model retires, and evidence is missing",
    { retiring: ["a"], unproven: ["b"] },
    { none: 1, never: 1, required: 1, regression: 1, any: 1 },
  ],
  ["something else changed", { differences: ["a"] }, { none: 0, never: 0, required: 0, regression: 0, any: 1 }],
  ["evidence is missing", { unproven: ["a"] }, { none: 3, never: 3, required: 3, regression: 3, any: 3 }],
  [
    "evidence is missing and an expectation is unmet",
    { unproven: ["a"], unmet: ["b"] },
    { none: 3, never: 3, required: 1, regression: 1, any: 1 },
  ],
  ["the run ended early", { isComplete: false }, { none: 4, never: 4, required: 4, regression: 4, any: 4 }],
  ["nothing was selected", { hasCells: false }, { none: 3, never: 3, required: 3, regression: 3, any: 3 }],
];

describe("the exit code", () => {
  it.each(CODES)("under each policy is as the table says if %s", (_what, fact, codes) => {
    const shown = { ...QUIET, ...fact };
    const decided = Object.keys(codes).map((policy) => [
      policy,
      decideExit(shown, policy === "none" ? null : (policy as FailOn)).code,
    ]);
    expect(Object.fromEntries(decided)).toEqual(codes);
  });

  it("has a reason of one sentence that names at most five cells", () => {
    const many = Array.from({ length: 9 }, (_, n) => `t/d/probe-${n}`);
    const facts: [Fact, FailOn | null][] = [
      [{ unproven: many }, null],
      [{ regressions: many }, "regression"],
      [{ unmet: many, regressions: many, differences: ["x"] }, "any"],
    ];
    for (const [fact, failOn] of facts) {
      const { reason } = decideExit({ ...QUIET, ...fact }, failOn);
      expect(reason.match(/t\/d\/probe-/g)).toHaveLength(5);
      expect(reason).toMatch(/ and \d+ more\.$/);
      expect(reason.match(/\. /g)).toBeNull();
    }
  });
});
