import { afterAll, describe, expect, it } from "vitest";
import { containsPattern, expressionSyntaxIn } from "../../src/model/header-pattern.ts";
import { probeSchema } from "../../src/model/probe.ts";
import { matchHop } from "../../src/steps/expectation.ts";
import { hop } from "../support/recorded.ts";
import { attack, probe, removeFolders } from "./attack.ts";

afterAll(removeFolders);

/** Regular expressions, those without end among them, and others that people write by habit. */
const EXPRESSIONS = [
  "^(a+)+$",
  "(a|a)*b",
  "(a|aa)+$",
  "([a-z]+)*1",
  "(.*a){20}",
  "^(\\\\w+\\\\s?)*$",
  "a{1,1000}{1,1000}",
  "(?=a)b",
  "(?<!a)b",
  "\\\\1",
  "[a-z]",
  "a.*b",
  "a.+b",
  "a.?b",
  "^application/json",
  "json$",
  "a|b",
  "{deployment}",
  "\\\\d",
];

describe("a pattern that is a regular expression", () => {
  it.each(EXPRESSIONS)("is refused with file, line and key, and what to write: %s", async (pattern) => {
    const entries = { "p.yaml": probe(`{ stage: result, get: /x, expect: { header: { location: "${pattern}" } } }`) };
    const { refused, received, folder } = await attack({ entries });
    expect(refused).toContain(`${folder}/p.yaml:7:`);
    expect(refused).toMatch(
      /'steps\.0\.expect\.header\.location': a pattern is not a regular expression, but contains `.{1,2}`: write `\*` for any text\.$/,
    );
    expect(received).toEqual([]);
  });
});

/** A value, a pattern, and whether the one has what the other says. */
const PATTERNS: [value: string, pattern: string, fits: boolean][] = [
  ["https://r.openai.azure.com/v1/calls/rtc_abc", "/calls/rtc_", true],
  ["https://r.openai.azure.com/v1/calls/", "/calls/rtc_", false],
  ["application/problem+json; charset=utf-8", "application/*json", true],
  ["application/problem+json", "problem+json", true],
  ["text/html", "application/*json", false],
  ["json application/", "application/*json", false],
  ["/a?x=1&y=2", "?x=1", true],
  ["", "", true],
  ["anything", "", true],
  ["anything", "*", true],
  ["anything", "***", true],
  ["abab", "ab*ab", true],
  ["aba", "ab*ab", false],
  ["aab", "a*ab", true],
  ["ABC", "abc", false],
  ["1.2.3", "1.2", true],
  ["1x2", "1.2", false],
];

describe("a pattern", () => {
  it.each(PATTERNS)("fits as text with `*` for any text: %j, %j", (value, pattern, fits) => {
    expect(expressionSyntaxIn(pattern)).toBeNull();
    expect(containsPattern(value, pattern)).toBe(fits);
  });

  it("is looked for in the header of any case, of several any one", () => {
    const parsed = probeSchema.parse({
      id: "p",
      title: "t",
      surface: "rest",
      role: "none",
      reference: "https://example.com/",
      steps: [{ stage: "result", get: "/x", expect: { header: { Location: "/calls/rtc_" } } }],
    });
    const step = parsed.steps[0];
    if (step === undefined) throw new Error("no step");
    const answered = (...headers: [string, string][]) => matchHop(step, hop({ status: 200, headers })).kind;
    expect(answered(["location", "/calls/rtc_1"])).toBe("met");
    expect(answered(["location", "/elsewhere"], ["LOCATION", "/calls/rtc_1"])).toBe("met");
    expect(answered(["location", "/elsewhere"])).toBe("refused");
    expect(answered()).toBe("refused");
  });

  it("of the longest form ends at once for any value", () => {
    const worst: [value: string, pattern: string][] = [
      ["a".repeat(65_536), `${"a*".repeat(249)}b`],
      ["a".repeat(65_536), `${"a".repeat(499)}b`],
      ["ab".repeat(32_768), `${"ab*".repeat(160)}c`],
      [`${"a".repeat(65_535)}!`, "*".repeat(500)],
    ];
    const started = performance.now();
    for (const [value, pattern] of worst) containsPattern(value, pattern);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
