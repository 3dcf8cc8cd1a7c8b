import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { findFaults, formatFaults } from "../language/rules.ts";

const ROOT = resolve(import.meta.dirname, "../..");

describe("the documentation", () => {
  it.each([
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/design.md",
    "docs/adding.md",
    "docs/company-network.md",
    "docs/nightly.md",
    ".github/ISSUE_TEMPLATE/proposal.yml",
    ".github/ISSUE_TEMPLATE/wrong-result.yml",
  ])("%s follows the writing rules", (file) => {
    expect(formatFaults(findFaults(readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });
});
