import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildCli, callCli } from "../support/built-cli.ts";

/* Plan, progress and report count the same cells, and say with which words whether controls are among them. */

const cwd = mkdtempSync(join(tmpdir(), "aoai-probe-counts-"));
beforeAll(buildCli);
afterAll(() => rmSync(cwd, { recursive: true }));

/** One of them is skipped, because the target names no second host. */
const CHOSEN = [
  "--emulate",
  "france-central",
  "--no-settle",
  ...["chat-*", "responses-v1", "ga-translation"].flatMap((id) => ["--probe", id]),
];

it("a run counts what its plan announced", async () => {
  const plan = await callCli(["plan", ...CHOSEN], { cwd });
  const announced = /A run has (\d+) cells and (\d+) controls, (\d+) in all\./.exec(plan.stdout);
  const [cells, controls, all] = (announced ?? []).slice(1).map(Number);
  expect([cells, controls]).not.toContain(0);
  expect((cells ?? 0) + (controls ?? 0)).toBe(all);
  const { targets } = JSON.parse((await callCli(["plan", ...CHOSEN, "--json"], { cwd })).stdout);
  expect([targets[0].cells, targets[0].controls]).toEqual([cells, controls]);
  const run = await callCli(["run", ...CHOSEN, "-o", "out", "--format", "table", "--format", "github-summary"], {
    cwd,
  });
  expect(run.stderr).toContain(`A run has ${cells} cells and ${controls} controls, ${all} in all.`);
  expect(run.stderr.match(/^\d+\/\d+ .*$/gm)?.at(-1)).toBe(`${all}/${all} cells and controls`);
  expect(run.stdout).toContain(`${cells} cells and ${controls} controls: `);
  expect(run.stdout.replaceAll(/\s+/g, " ")).toContain(`Of ${all} cells (controls included)`);
});
