import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import { cellId } from "../../src/model/cell.ts";
import type { Report } from "../../src/model/report.ts";
import { storyOf } from "../../src/render/story.ts";
import { HOSTILE_VALUES, MADE_FILE } from "../recipe/hostile-values.ts";
import { asIfReal } from "../support/as-if-real.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { runLine, targetOf } from "../support/embedded.ts";

/*
 * `explain` of a report that a stranger wrote: it is told, whatever the report's names are, and its command is pasted
 * into a shell with a key in the environment.
 */

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-explain-"));
const OWN = "https://own.openai.azure.com";
let honest: string;

beforeAll(async () => {
  await buildCli();
  const emulator = await startEmulator({ scenario: "all-supported" });
  const chosen = { probe: ["chat-completions-deployment"], deployment: ["gpt-4.1-mini"] };
  const { report } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), chosen);
  await emulator.close();
  honest = JSON.stringify(asIfReal(report));
}, 90_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The report with every name of its one deployment replaced. */
function reportOf(deployment: string): Report {
  const report: Report = JSON.parse(honest);
  for (const target of report.targets) {
    target.endpoint = "https://stranger.example";
    target.region = deployment;
    target.deployments = target.deployments
      .filter(({ name }) => name === "gpt-4.1-mini")
      .map((one) => ({ ...one, name: deployment, model: deployment, version: deployment }));
  }
  for (const { cell } of report.results) {
    if (cell.deployment === "gpt-4.1-mini") cell.deployment = deployment;
    cell.id = cellId(cell);
  }
  return report;
}

/** What a shell would call: the words of each story's command. One shell runs all of them. */
function wordsOf(stories: string[]): string[][] {
  const commands = stories.map((story) => /^ {2}aoai-probe run .*$/m.exec(story)?.[0] ?? "aoai-probe");
  const script = join(folder, "pasted.sh");
  writeFileSync(script, `aoai-probe() { printf '%s\\0' "$#" "$@"; }\n${commands.join("\n")}\n`);
  const env = { PATH: process.env.PATH ?? "", AZURE_OPENAI_ENDPOINT: OWN };
  const { stdout, stderr, status } = spawnSync("bash", [script], { cwd: folder, env, encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const texts = stdout.split("\0").slice(0, -1);
  const called: string[][] = [];
  while (texts.length > 0) called.push(texts.splice(0, Number(texts.shift())));
  return called;
}

describe("explain", () => {
  it.each(HOSTILE_VALUES)("of a deployment that is %s", (_name, value) => {
    const report = concludeReport(parseReport(JSON.stringify(reportOf(value))));
    const stories = report.results.map((result) => storyOf(report, result));
    const called = wordsOf(stories);
    expect(called).toHaveLength(stories.length);
    expect(existsSync(join(folder, MADE_FILE))).toBe(false);
    let named = 0;
    for (const [index, { cell }] of report.results.entries()) {
      const [story = "", words = []] = [stories[index], called[index]];
      expect([...story].filter((c) => c !== "\n" && /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(c))).toEqual([]);
      expect(story).not.toMatch(/##\w*\[|^::/m);
      expect(words.slice(0, 3)).toEqual(["run", "--endpoint", OWN]);
      const flags = words.filter((word) => word.startsWith("--"));
      expect(flags.filter((flag) => !["--endpoint", "--deployment", "--probe"].includes(flag))).toEqual([]);
      if (cell.deployment === value && cell.control === null) named += 1;
      expect(story).toContain("Recorded on stranger.example. Set AZURE_OPENAI_ENDPOINT");
    }
    expect(named).toBeGreaterThan(0);
  });

  it.each(HOSTILE_VALUES.filter(([name]) => /surrogate|terminal|line/.test(name)))(
    "and recipe end as they should on %s, and print nothing that acts",
    async (_name, value) => {
      const file = join(folder, "report.json");
      writeFileSync(file, JSON.stringify(reportOf(value)));
      for (const args of [
        ["explain", "*/chat-completions-deployment*", file],
        ["explain", "nothing-like-it", file],
        ["recipe", "nothing-like-it", file],
        ["recipe", value.replace(/\p{Cs}/gu, "\ufffd").replaceAll("\0", ""), file, "--lang", "curl"],
        ["report", file],
      ]) {
        const { code, stdout, stderr } = await callCli(args, { cwd: folder });
        expect({ args, code: [0, 1, 2, 3].includes(code ?? 70) ? "as it should" : code }).toMatchObject({
          code: "as it should",
        });
        expect([...stdout, ...stderr].filter((c) => c !== "\n" && /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(c))).toEqual([]);
      }
    },
    60_000,
  );
});
