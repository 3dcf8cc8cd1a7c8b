import { describe, expect, it } from "vitest";
import { fill, fillTitle, joinSentences, listSlots, MAX_TITLE } from "../../src/diagnose/text.ts";

describe("fill", () => {
  it("fills each slot once, and leaves braces within a value as they are", () => {
    expect(fill("{path} returned {status}.", { path: "/a/{status}", status: 404 })).toBe("/a/{status} returned 404.");
  });

  it("does not compile with a missing, misspelt or additional slot", () => {
    const template = "{path} is not served.";
    // @ts-expect-error the slot is missing
    expect(fill(template, {})).toBe(template);
    // @ts-expect-error the slot is misspelt
    expect(fill(template, { paht: "/a" })).toBe(template);
    // @ts-expect-error the template has no such slot
    expect(fill(template, { path: "/a", status: 404 })).toBe("/a is not served.");
  });
});

describe("fillTitle", () => {
  const titles = ["{path} does not find {name}, other paths do", "One path does not find {name}"] as const;

  it("takes the first template whose result fits", () => {
    expect(fillTitle(titles, { path: "/a", name: "b" })).toBe("/a does not find b, other paths do");
    expect(fillTitle(titles, { path: "/a".repeat(30), name: "b" })).toBe("One path does not find b");
  });

  it("cuts the longest value if none fits", () => {
    const title = fillTitle(titles, { path: "/a", name: "b".repeat(80) });
    expect(title).toMatch(/^One path does not find b+…$/);
    expect(title).toHaveLength(MAX_TITLE);
  });
});

describe("joinSentences", () => {
  it("leaves out the sentences that do not apply", () => {
    expect(joinSentences("One.", null, "Two.")).toBe("One. Two.");
  });
});

describe("listSlots", () => {
  it("names each slot once", () => {
    expect(listSlots("{a} and {b} and {a}")).toEqual(["a", "b"]);
  });
});
