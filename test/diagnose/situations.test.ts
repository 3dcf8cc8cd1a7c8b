import { describe, expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { codesOf, findingsOf, type Situation } from "./situation.ts";
import { SITUATIONS } from "./situations/index.ts";

describe.each(Object.entries(SITUATIONS))("what is found of %s", (_, situations) => {
  it.each(situations)("$name", (situation) => {
    const findings = findingsOf(situation);
    expect(codesOf(findings)).toEqual(situation.found);
    for (const [code, said] of Object.entries(situation.says ?? {})) {
      expect(findings.find((finding) => finding.code === code)).toMatchObject(said);
    }
  });
});

describe("the findings", () => {
  const all = Object.values(SITUATIONS).flat();

  it("are each found in a situation at least, and missing from two", () => {
    for (const { code } of FINDING_RULES) {
      const positive = all.filter(({ found }) => found.some((one) => one.split(" ")[0] === code));
      expect(positive.length, code).toBeGreaterThan(0);
      expect(all.length - positive.length, code).toBeGreaterThan(1);
    }
  });

  it("rest on cells of the run, and say so in whole sentences", () => {
    for (const situation of all) {
      const ids = new Set(situation.cells.map(([{ id }]) => id));
      for (const finding of findingsOf(situation)) {
        const { code, cells, pair, title, explanation, remedy, ask } = finding;
        const named = [...cells, ...(pair === null ? [] : [pair.failing, pair.passing])];
        expect(named.length, code).toBeGreaterThan(0);
        expect([...new Set(cells)], code).toEqual(cells);
        expect(
          named.filter((id) => !ids.has(id)),
          `${situation.name}: ${code}`,
        ).toEqual([]);
        expect(pair?.difference, code).not.toBe("");
        const sentences = [explanation, remedy, ...(ask === null ? [] : [ask])];
        for (const text of sentences) expect(text, code).toMatch(/^[A-Z/].*[.]$/);
        expect([title, ...sentences].join(" "), code).not.toMatch(/undefined|null|NaN|\[object|\s{2}/);
      }
    }
  });

  it("need no recorded wording to be true: without them they may be fewer, or say less", () => {
    const withoutWords = (situation: Situation) => codesOf(findingsOf(situation, [])).map((one) => one.split(" ")[0]);
    for (const situation of all) {
      const before = situation.found.map((one) => one.split(" ")[0]);
      const added = withoutWords(situation).filter((code) => !before.includes(code));
      expect(
        [
          [],
          ["access-refused"],
          ["credential-differs"],
          ["missing-and-unsupported-look-alike"],
          ["rate-limited"],
          ["request-field-refused"],
        ],
        situation.name,
      ).toContainEqual(added);
    }
  });
});
