import { describe, expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { findingsOf } from "../diagnose/situation.ts";
import { SITUATIONS } from "../diagnose/situations/index.ts";
import { catalog } from "../support/recorded.ts";
import { findFaults, findTitleFaults, formatFaults } from "./rules.ts";

describe("the texts of the findings", () => {
  it.each(Object.entries(SITUATIONS))("are plain in every situation of %s", (_, situations) => {
    const faults = situations.flatMap((situation) =>
      findingsOf(situation).flatMap(({ code, title, explanation, remedy, ask }) =>
        formatFaults([...findTitleFaults(title), ...[explanation, remedy, ask ?? ""].flatMap(findFaults)], code),
      ),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it.each(FINDING_RULES.map((rule) => [rule.code, rule] as const))("are plain as templates: %s", (_, { text }) => {
    const { meaning, evidence, causes, title, explanation, remedy, ask = {} } = text;
    const sentences = [meaning, evidence, ...causes, ...[title, explanation, remedy, ask].flatMap(Object.values)];
    expect(formatFaults(sentences.flatMap(findFaults))).toEqual([]);
  });
});

describe("the texts of the catalogue", () => {
  it("are plain in the claims that are worded by us", () => {
    const own = catalog.claims.filter(({ quoted }) => !quoted);
    expect(own.flatMap(({ id, says }) => formatFaults(findFaults(says), id))).toEqual([]);
    const reasons = catalog.claims.flatMap(({ id, expects }) =>
      expects.kind === "statement" ? formatFaults(findFaults(expects.untestable), id) : [],
    );
    expect(reasons).toEqual([]);
  });

  it("are plain in the titles of the probes", () => {
    expect(catalog.probes.flatMap(({ id, title }) => formatFaults(findTitleFaults(title), id))).toEqual([]);
  });
});
