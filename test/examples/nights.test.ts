import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { buildCli } from "../support/built-cli.ts";
import { type Job, runJob, runScript } from "./workflow.ts";

/* The example workflows as a scheduled job runs them: from a clone, against twelve emulated resources, on two nights. */

const ROOT = resolve(import.meta.dirname, "../..");
const PLACE = mkdtempSync(join(tmpdir(), "aoai-probe-nights-"));
const CLONE = join(PLACE, "clone");
const KEY = "0123456789abcdef0123456789abcdef";
const ENV = { AZURE_OPENAI_API_KEY: KEY };

/** Also builds in the clone, and runs the examples with a job for each region. */
const isLong = process.env.AOAI_PROBE_LONG === "1";

type Refused = "conversation" | "transcription" | null;

/** A resource with both deployments, which refuses one of them. */
function scenarioOf(refused: Refused): string {
  const file = join(PLACE, `${refused}.yaml`);
  const error = {
    code: "OperationNotSupported",
    message: "The realtime operation does not work with the specified model.",
  };
  writeFileSync(
    file,
    stringify({
      name: `refuses-${refused}`,
      deployments: [
        { model: "gpt-realtime-1.5", version: "2026-02-23", role: "conversation" },
        { model: "gpt-realtime-whisper", version: "2026-05-06", role: "transcription" },
      ],
      rules: [
        ...(refused === null
          ? []
          : [
              {
                request: { path: "/openai/v1/realtime", deployment: { role: refused } },
                reply: { status: 400, body: { error } },
              },
            ]),
        {
          request: {
            transport: "websocket",
            path: "/openai/v1/realtime",
            query: { intent: "transcription" },
            deployment: { role: "transcription" },
          },
          accept: true,
        },
      ],
    }),
  );
  return file;
}

const running = new Map<string, RunningEmulator>();

/** Serves each target at the port that it had before. */
async function serve(names: string[], refused: Record<string, Refused>): Promise<void> {
  for (const name of names) {
    const port = Number(new URL(running.get(name)?.endpoint ?? "http://x:0").port);
    await running.get(name)?.close();
    running.set(name, await startEmulator({ scenario: scenarioOf(refused[name] ?? null), key: KEY, port }));
  }
}

let names: string[];
const nights: Job[] = [];
let firstPage: string;

beforeAll(async () => {
  const cloned = spawnSync("git", ["clone", "--quiet", ROOT, CLONE], { encoding: "utf8" });
  expect(cloned.stderr).toBe("");
  // What is not committed yet is tested too.
  for (const part of ["src", "bin", "examples", "action.yml", "reports/schema"])
    cpSync(join(ROOT, part), join(CLONE, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(CLONE, "node_modules"));
  // A build takes nine seconds of CPU. The step that builds finds one that is newer than the sources.
  await buildCli();
  if (!isLong) cpSync(join(ROOT, "dist"), join(CLONE, "dist"), { recursive: true });
  const file = join(CLONE, "examples/aoai-probe.yaml");
  const configuration = parse(readFileSync(file, "utf8"));
  names = configuration.targets.map(({ name }: { name: string }) => name);
  await serve(names, { "france-a": "conversation" });
  for (const target of configuration.targets) target.endpoint = running.get(target.name)?.endpoint;
  const quick = { probe: ["ga-realtime", "ga-transcription"], "confirm-after": "1ms" };
  writeFileSync(file, stringify({ ...configuration, ...quick }));
  const night = async () => nights.push(await runJob(CLONE, "examples/github-actions-fleet.yml", { secrets: ENV }, {}));
  await night();
  firstPage = readFileSync(join(CLONE, "nightly/report.md"), "utf8");
  const changed = { "eastus2-a": "conversation", "sweden-b": "conversation" } as const;
  await serve(["france-a", ...Object.keys(changed)], changed);
  await night();
}, 300_000);

afterAll(async () => {
  for (const emulator of running.values()) await emulator.close();
  rmSync(PLACE, { recursive: true, force: true });
});

const CHANGE = /^- (no longer works|now works|fails): /;

describe("the example for a fleet", () => {
  it("has nothing to compare in the first night", () => {
    expect(firstPage).not.toContain("Since the run of");
    expect(firstPage).toContain("# 12 targets: what works and what fails");
    expect(nights[0]?.outputs.probe).toMatchObject({ regressions: "0", report: "nightly/report.json" });
    expect(nights[0]?.log).not.toContain("::error");
  });

  it("shows exactly the three planted changes in the first twenty lines of the second night", () => {
    const lines = readFileSync(join(CLONE, "nightly/report.md"), "utf8").split("\n").slice(0, 20);
    expect(lines.filter((line) => CHANGE.test(line)).sort()).toEqual([
      "- no longer works: `eastus2-a/gpt-realtime-1.5/ga-realtime` (works → not supported by this model)",
      "- no longer works: `sweden-b/gpt-realtime-1.5/ga-realtime` (works → not supported by this model)",
      "- now works: `france-a/gpt-realtime-1.5/ga-realtime` (not supported by this model → works)",
    ]);
    expect(lines.join("\n")).toMatch(
      /: 2 no longer work, 1 now works, 0 fail differently, .*, 21 unchanged, 0 not compared\./,
    );
  });

  it("shows them in the job summary too, after the exit code and the fleet", () => {
    const lines = (nights[1]?.summary ?? "").split("\n").slice(0, 20);
    expect(lines[0]).toMatch(/^\*\*Exit 1: .*eastus2-a\/gpt-realtime-1\.5\/ga-realtime.*\*\*$/);
    expect(lines.filter((line) => CHANGE.test(line))).toHaveLength(3);
  });

  it("fails the step, annotates the two regressions, and still runs the steps that always run", () => {
    const { log = "", outputs, codes } = nights[1] ?? {};
    expect(log.match(/^::error title=No longer works/gm)).toHaveLength(2);
    expect(outputs?.probe).toMatchObject({ verdict: "failed", regressions: "2", report: "nightly/report.json" });
    expect(outputs?.probe?.["exit-reason"]).toContain("no longer work");
    expect(log).toMatch(/^failed, 2 regressions\. /m);
    expect(codes).toEqual([0, 1, 0]);
    expect(log).not.toContain(KEY);
  });

  it("leaves a page for each target, which the overview links to, and JUnit with the failures", () => {
    const page = readFileSync(join(CLONE, "nightly/report.md"), "utf8");
    const linked = [...page.matchAll(/\]\((report\.[\w.-]+\.md)\)/g)].map(([, file]) => file ?? "");
    expect(linked).toEqual(names.map((name) => `report.${name}.md`));
    expect(linked.filter((file) => !existsSync(join(CLONE, "nightly", file)))).toEqual([]);
    const junit = readFileSync(join(CLONE, "nightly/report.junit.xml"), "utf8");
    expect(junit.match(/<failure /g)).toHaveLength(2);
    expect(junit.match(/<testsuite /g)).toHaveLength(12);
  });
});

describe("the action", () => {
  it("says that the configuration is wrong, and does not show the last summary again", async () => {
    const job: Job = { codes: [], log: "", summary: "", outputs: {} };
    const INPUTS = JSON.stringify({ config: "absent.yaml", output: "nightly" });
    const { code, outputs } = await runScript(CLONE, "node bin/github-action.mjs", { INPUTS }, job);
    expect(code).toBe(2);
    expect(outputs).toMatchObject({ verdict: "error", regressions: "0" });
    expect(job.summary).toMatch(/^\*\*Exit 2: absent\.yaml: /);
  });
});

describe.runIf(isLong)("the examples with a job for each region", () => {
  const env = { ...ENV, REGION: "eastus2" };
  const junitOf = () => readFileSync(join(CLONE, "nightly/report.junit.xml"), "utf8");

  it("run for GitHub Actions", async () => {
    rmSync(join(CLONE, "nightly"), { recursive: true });
    const job = await runJob(CLONE, "examples/github-actions.yml", { secrets: ENV, matrix: { region: "eastus2" } }, {});
    expect(job.outputs.probe?.report).toBe("nightly/report.json");
    expect(junitOf().match(/<testsuite /g)).toHaveLength(4);
  });

  it.each(["gitlab-ci.yml", "azure-pipelines.yml"])("run for %s", async (file) => {
    rmSync(join(CLONE, "nightly"), { recursive: true });
    const { probe, jobs } = parse(readFileSync(join(CLONE, "examples", file), "utf8"));
    const scripts: string[] = probe
      ? [...probe.before_script, ...probe.script]
      : jobs[0].steps.flatMap(({ bash }: { bash?: string }) => bash ?? []);
    const job: Job = { codes: [], log: "", summary: "", outputs: {} };
    for (const script of scripts) await runScript(CLONE, script, env, job);
    expect(job.codes.slice(0, -1).every((code) => code === 0)).toBe(true);
    expect(job.log).toContain("Exit ");
    expect(junitOf().match(/<testsuite /g)).toHaveLength(4);
  });
});
