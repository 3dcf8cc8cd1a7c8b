import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { parseReport } from "../../src/conclusion/index.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { buildCli, CLI_ENTRY, callCli, finished } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";

/* The commands that the documentation gives for Kubernetes, GNU parallel and GitHub Actions, run as processes here. */

const ROOT = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { spec } = parse(read("examples/kubernetes/indexed-job.yaml"));
const [CONTAINER] = spec.template.spec.containers;
const GUIDE = read("docs/interrupted-and-split-runs.md");
const KEY = "0123456789abcdef0123456789abcdef";
/** Of the documented four parts. A plan with fewer costs less. */
const PARTS = LONG ? 4 : 2;

const root = mkdtempSync(join(tmpdir(), "aoai-probe-engines-"));
let emulators: RunningEmulator[];
let environment: Record<string, string>;
let whole: string[][];

beforeAll(async () => {
  await buildCli();
  const options = { scenario: "east-us-2-2026-06-05", key: KEY };
  emulators = await Promise.all(Array.from({ length: PARTS }, () => startEmulator(options)));
  const bin = join(root, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "aoai-probe"), `#!/bin/sh\nexec "${process.execPath}" "${CLI_ENTRY}" "$@"\n`);
  chmodSync(join(bin, "aoai-probe"), 0o755);
  environment = { PATH: `${bin}:${process.env.PATH}`, HOME: root, TZ: "UTC", AOAI_KEY: KEY };
  const targets = emulators.map(({ endpoint, deployments }, index) => ({
    name: `emulated-${index}`,
    endpoint,
    key: { env: "AOAI_KEY" },
    deployments: deployments.map(({ name, role }) => ({ name, role })),
  }));
  // Probes that issue a secret end at once.
  const settings = { probe: ["ga-client-secret-*"], "max-settle": 0 };
  writeFileSync(join(root, "aoai-probe.yaml"), stringify({ targets, ...settings }));
  await callCli(["run", "-c", "aoai-probe.yaml", "-o", "unsplit"], { cwd: root, env: environment });
  whole = verdictsOf(reportIn("unsplit"));
  expect(whole.length).toBeGreaterThan(PARTS);
});
afterAll(async () => {
  await Promise.all(emulators.map((emulator) => emulator.close()));
  rmSync(root, { recursive: true, force: true });
});

const reportIn = (folder: string): Report => parseReport(readFileSync(join(root, folder, "report.json"), "utf8"));
const verdictsOf = ({ results }: Report) => results.map(({ cell, verdict, cause }) => [cell.id, verdict, cause]);

/** Runs a command line as an engine does, and returns the exit code and standard error. */
async function runCommand(command: string[], env: Record<string, string> = {}): Promise<[number | null, string]> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { cwd: root, env: { ...environment, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const { code, stderr } = await finished(child);
  return [code, stderr];
}

/** Requires that the parts, merged with a documented command, are the whole run. */
async function expectWhole(merge: string, folder: string): Promise<void> {
  const [code, stderr] = await runCommand(["/bin/sh", "-c", merge]);
  expect([code, stderr]).toEqual([reportIn("unsplit").run.exit?.code, expect.not.stringContaining("missing")]);
  const report = reportIn(folder);
  expect(report.run.complete).toBe(true);
  expect(verdictsOf(report)).toEqual(whole);
}

/** The command of a document that matches a pattern. */
function commandIn(text: string, pattern: RegExp): string {
  const [, command] = pattern.exec(text) ?? [];
  if (command === undefined) throw new Error(`no command matches ${pattern}`);
  return command;
}

describe("the Indexed Job of examples/kubernetes", () => {
  it("has as many indexes as its command has parts, and mounts only volumes that it has", () => {
    const { parallelism, completions, completionMode, backoffLimitPerIndex, maxFailedIndexes, template } = spec;
    expect([completionMode, completions]).toEqual(["Indexed", Number(commandIn(CONTAINER.args[0], /auto\/(\d+)/))]);
    expect(parallelism).toBeLessThanOrEqual(completions);
    // The API server accepts a limit per index only in a Job that never restarts a container.
    expect([backoffLimitPerIndex, template.spec.restartPolicy]).toEqual([0, "Never"]);
    expect(maxFailedIndexes).toBeLessThanOrEqual(completions);
    const names = (list: { name: string }[]) => list.map(({ name }) => name).sort();
    expect(names(CONTAINER.volumeMounts)).toEqual(names(template.spec.volumes));
  });

  it.runIf(LONG)("runs one part in each pod, and the documented merge makes the report of the whole run", async () => {
    const local = (text: string) =>
      text
        .replace("/config/", `${root}/`)
        .replaceAll("/reports/", `${root}/reports/`)
        .replace(`auto/${spec.completions}`, `auto/${PARTS}`);
    const command = [...CONTAINER.command, ...CONTAINER.args].map(local);
    const pods = Array.from({ length: PARTS }, (_, index) =>
      runCommand(command, { JOB_COMPLETION_INDEX: String(index) }),
    );
    for (const [code, stderr] of await Promise.all(pods)) {
      expect([[0, 1, 3].includes(code ?? -1), stderr]).toEqual([true, expect.any(String)]);
    }
    const folders = Array.from({ length: PARTS }, (_, index) => existsSync(join(root, `reports/part-${index}`)));
    expect(folders).not.toContain(false);
    await expectWhole(
      local(commandIn(read("examples/kubernetes/README.md"), /^(aoai-probe merge .*)$/m)),
      "reports/whole",
    );
  });
});

describe("the commands for other engines", () => {
  const parallel = commandIn(GUIDE, /^parallel (aoai-probe run .*) ::: 1 2 3 4$/m);
  const matrix = commandIn(GUIDE, /- run: npx (aoai-probe run .*)$/m);

  it("are the same for GNU parallel and GitHub Actions", () => {
    expect(matrix.replaceAll(/\$\{\{ matrix\.shard \}\}/g, "{}")).toBe(parallel);
    expect(commandIn(GUIDE, /runs `npx (aoai-probe merge [^`]*)`/)).toBe(commandIn(GUIDE, /^(aoai-probe merge .*)$/m));
  });

  it.runIf(LONG)("run one part each, and the documented merge makes the report of the whole run", async () => {
    const commands = Array.from({ length: PARTS }, (_, n) => parallel.replaceAll("{}", String(n + 1)));
    const ends = await Promise.all(commands.map((command) => runCommand(["/bin/sh", "-c", command])));
    for (const [code] of ends) expect([0, 1, 3]).toContain(code);
    await expectWhole(commandIn(GUIDE, /^(aoai-probe merge .*)$/m), "out");
  });
});
