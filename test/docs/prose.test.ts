import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findFaults, formatFaults } from "../language/rules.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Pages of a folder, and of its folders. What a run wrote is tested elsewhere. */
function pagesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...[".github", "bench", "docs", "examples"].flatMap(pagesOf),
  "reports/README.md",
  ".github/ISSUE_TEMPLATE/proposal.yml",
  ".github/ISSUE_TEMPLATE/wrong-result.yml",
].sort();

describe("the documentation", () => {
  it("has a page for each finding, and more", () => {
    expect(PAGES.length).toBeGreaterThan(50);
  });

  it.each(PAGES)("%s follows the writing rules", (page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    expect(formatFaults(findFaults(text))).toEqual([]);
    // Git leaves these in a page whose merge nobody finished.
    expect(text.split("\n").filter((line) => /^(<{7}|>{7}) /.test(line))).toEqual([]);
  });
});
