import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-ci-"));
afterAll(() => rmSync(folder, { recursive: true }));

const message = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`).join("\n");
const REPORT = {
  numPassedTests: 3,
  numFailedTests: 1,
  testResults: [
    {
      name: join(ROOT, "test/a.test.ts"),
      status: "failed",
      message: "",
      assertionResults: [
        { fullName: "a probe works", status: "passed", failureMessages: [] },
        { fullName: "a probe says why it failed", status: "failed", failureMessages: [message] },
      ],
    },
    { name: join(ROOT, "test/b.test.ts"), status: "failed", message: "Cannot find module", assertionResults: [] },
  ],
};

function printResult(reports: Record<string, object>, failedSteps: string[]) {
  const reportFolder = mkdtempSync(join(folder, "reports-"));
  for (const [name, report] of Object.entries(reports)) writeFileSync(join(reportFolder, name), JSON.stringify(report));
  const script = join(ROOT, ".ci", "print-result.mjs");
  const { status, stdout } = spawnSync(process.execPath, [script, reportFolder, ...failedSteps], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, lines: stdout.trimEnd().split("\n") };
}

it("The end of a CI log names each failed step and test, with the first lines of its message", () => {
  const { status, lines } = printResult({ "unit.json": REPORT }, ["npm run lint"]);
  expect(status).toBe(1);
  expect(lines.filter((line) => !line.startsWith("    "))).toEqual([
    "failed step: npm run lint",
    "",
    "failed test: test/a.test.ts: a probe says why it failed",
    "",
    "failed test: test/b.test.ts",
    "3 passed, 1 failed",
  ]);
  expect(lines.filter((line) => line.startsWith("    line"))).toHaveLength(12);
  expect(lines).toContain("    Cannot find module");
});

it.each([
  ["passes if every step and test passed", { numPassedTests: 3 }, [], 0, "3 passed, 0 failed"],
  ["counts a failed step if no test failed", { numPassedTests: 3 }, ["lint", "check"], 1, "3 passed, 2 failed"],
  ["fails if no test ran", { numPassedTests: 0 }, [], 1, "0 passed, 0 failed"],
])("The result of CI %s", (_what, counts, failedSteps, code, last) => {
  const { status, lines } = printResult(
    { "unit.json": { numFailedTests: 0, testResults: [], ...counts } },
    failedSteps,
  );
  expect([status, lines.at(-1)]).toEqual([code, last]);
});
