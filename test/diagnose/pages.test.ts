import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { findFaults, formatFaults } from "../language/rules.ts";
import { formatIndex, formatPage } from "./pages.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "docs/findings");
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
const HINT = "run `npm run samples` and read what changed";

const pages = new Map([
  ["README.md", formatIndex(FINDING_RULES)],
  ...FINDING_RULES.map((rule) => [`${rule.code}.md`, formatPage(rule)] as const),
]);

if (WRITE) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
}

describe("the pages of the findings", () => {
  it("exist for each finding, with an index, and for nothing else", () => {
    expect(readdirSync(FOLDER).sort(), HINT).toEqual([...pages.keys()].sort());
  });

  it.each([...pages])("have the current texts: %s", (name, text) => {
    expect(readFileSync(join(FOLDER, name), "utf8"), HINT).toBe(text);
  });

  it.each([...pages])("are plain: %s", (_, text) => {
    expect(formatFaults(findFaults(text))).toEqual([]);
  });
});
