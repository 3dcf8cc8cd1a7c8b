import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";

const DIAGNOSE = resolve(import.meta.dirname, "../../src/diagnose");
/** Files of the folder that are no finding: what findings rest on, and the registry. */
const NO_FINDING = new Set([
  "access.ts",
  "event-shape.ts",
  "existence.ts",
  "facts.ts",
  "group.ts",
  "index.ts",
  "nearest.ts",
  "outage.ts",
  "place.ts",
  "purpose.ts",
  "regions.ts",
  "route.ts",
]);

describe("the registry of findings", () => {
  const codes = FINDING_RULES.map(({ code }) => code);

  it("holds every file of the folder, and each is named after its code", () => {
    const files = readdirSync(DIAGNOSE).filter((file) => !NO_FINDING.has(file));
    expect(codes).toEqual(files.map((file) => file.replace(/\.ts$/, "")).sort((a, b) => a.localeCompare(b, "en")));
  });

  it("is alphabetical and names each code once", () => {
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a.localeCompare(b, "en")));
  });
});
