import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../../src/model/report.ts";
import { buildCli, callCli } from "../../support/built-cli.ts";
import { runScenarios } from "../../support/embedded.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "aoai-probe-baseline-"));
const PLAN = { scope: "documented", probe: ["ga-realtime-input-transcription", "audio-transcriptions-v1"] } as const;

async function saved(name: string, scenario: string): Promise<string> {
  const { report } = await runScenarios({ here: scenario }, { ...PLAN, probe: [...PLAN.probe] });
  return write(name, report);
}

function write(name: string, report: Report): string {
  const file = join(FOLDER, `${name}.json`);
  writeFileSync(file, JSON.stringify(report));
  return file;
}

/** A report in which the settle pass repeated each failure, with the same result. */
function confirmed(report: Report): Report {
  const failed = report.results.filter(({ cell, verdict }) => cell.control === null && verdict === "server-fault");
  const repeated = failed.map((result): Report["results"][number] => {
    const { id } = result.cell;
    const settles = { cell: id, trial: { kind: "again" } } as const;
    return { ...result, cell: { ...result.cell, id: `${id}~settle`, control: "settle", settles } };
  });
  return { ...report, results: [...report.results, ...repeated] };
}

let earlier: string;
let later: string;
let unconfirmed: string;

beforeAll(async () => {
  await buildCli();
  earlier = await saved("earlier", "fr-005-2025-11-16");
  unconfirmed = await saved("unconfirmed", "fr-005-2025-11-18");
  later = write("later", confirmed(JSON.parse(readFileSync(unconfirmed, "utf8"))));
}, 90_000);

describe("report --baseline", () => {
  it("exits 1 where something worked then and does not now, and names it", async () => {
    const { code, stdout, stderr } = await callCli(["report", later, "--baseline", earlier]);
    const lines = stdout.replace(/\s+/g, " ");
    expect(lines).toContain(": 1 no longer works, 0 now work, ");
    expect(lines).toContain("no longer works: here/gpt-4o-transcribe/ga-realtime-input-transcription (works → service");
    expect(code).toBe(1);
    const reason = "Exit 1: 1 cell no longer works: here/gpt-4o-transcribe/ga-realtime-input-transcription.";
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(reason);
    expect(stdout.split("\n\n")[1]?.replace(/\s+/g, " ")).toBe(reason);
  });

  it("exits 3 while no repetition confirms the failure, and 0 under a policy that ignores it", async () => {
    expect((await callCli(["report", unconfirmed, "--baseline", earlier])).code).toBe(3);
    expect((await callCli(["report", later, "--baseline", earlier, "--fail-on", "never"])).code).toBe(0);
    expect((await callCli(["report", later, "--baseline", earlier, "--fail-on", "required"])).code).toBe(0);
    expect((await callCli(["report", later, "--fail-on", "sometimes"])).stderr).toContain(
      "--fail-on: expects never, or a list of required, regression, any and retiring<DAYSd, such as `required,retiring<30d`.",
    );
  });

  it("puts the exit code, its reason and the changes at the head of the Markdown report", async () => {
    const { stdout } = await callCli(["report", later, "--baseline", earlier, "--format", "markdown"]);
    const head = stdout.split("\n").slice(0, 12).join("\n");
    expect(head).toContain("**Exit 1: 1 cell no longer works: ");
    expect(head).toContain("- no longer works: `here/gpt-4o-transcribe/ga-realtime-input-transcription` (works → ");
  });

  it("exits as it would without one where nothing got worse", async () => {
    const without = await callCli(["report", earlier]);
    expect(without.stdout).not.toContain("since the run of");
    expect(without.code).toBe(0);
    expect((await callCli(["report", later])).code).toBe(0);
  });

  it("writes a small sorted file of claims, which is a baseline itself and keeps what a fault would hide", async () => {
    const file = join(FOLDER, "baseline.json");
    const first = await callCli(["report", earlier, "--baseline", file, "--update-baseline"]);
    expect(first).toMatchObject({ code: 0 });
    const text = readFileSync(file, "utf8");
    const cells = [...text.matchAll(/^ {4}"(here\/[^"]+)": (.*)$/gm)].map(([, id]) => id ?? "");
    expect(cells).toEqual([...cells].sort());
    expect(text).toContain('"here/gpt-4o-transcribe/ga-realtime-input-transcription": {"verdict":"supported",');
    expect(text.length).toBeLessThan(2_000);
    const second = await callCli(["report", later, "--baseline", file, "--update-baseline"]);
    expect(second.code).toBe(1);
    const updated = readFileSync(file, "utf8");
    expect(updated).not.toContain("server-fault");
    expect(updated).toContain('"here/gpt-4o-transcribe/ga-realtime-input-transcription": {"verdict":"supported",');
    const refused = await callCli(["report", later, "--baseline", earlier, "--update-baseline"]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain("is not a baseline file. Name another file.");
    writeFileSync(file, text.replace("supported", "splendid"));
    const damaged = await callCli(["report", later, "--baseline", file]);
    expect(damaged).toMatchObject({ code: 2 });
    expect(damaged.stderr).toContain("the baseline file is not valid at 'cells.here/");
  });

  it("compares with the last report of the output folder, and keeps it", async () => {
    const out = join(FOLDER, "out");
    mkdirSync(out);
    const first = await callCli(["report", later, "--baseline", "last", "-o", out]);
    expect(first.stderr).toContain("so nothing is compared");
    copyFileSync(earlier, join(out, "report.json"));
    const next = await callCli(["report", later, "--baseline", "last", "-o", out]);
    expect(next.code).toBe(1);
    expect(readFileSync(join(out, "report.previous.json"), "utf8")).toBe(readFileSync(earlier, "utf8"));
    const written: Report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    expect(written.run.exit).toMatchObject({ code: 1, failOn: null });
    expect((await callCli(["report", join(out, "report.json")])).code).toBe(1);
    expect((await callCli(["report", later, "--baseline", "last"])).stderr).toContain("--baseline last needs --output");
  });

  it("writes what it compared into report.json, which a next run may take for its own baseline", async () => {
    const { stdout } = await callCli(["report", later, "--baseline", earlier, "--json"]);
    const told: Report = JSON.parse(stdout);
    expect(told.baseline?.cells.filter(({ trend }) => trend === "worse")).toHaveLength(1);
    const again = write("next", { ...told, run: { ...told.run, startedAt: new Date().toISOString() } });
    const next = await callCli(["report", again, "--baseline", write("told", told), "--format", "markdown"]);
    expect(next.stdout).toContain("It worked at the first time and failed at the second. It failed in the same way at");
    expect(next.code).toBe(0);
  });

  it("refuses a baseline that is not of an earlier run, or no report, before anything is written", async () => {
    const exchanged = await callCli(["report", earlier, "--baseline", later]);
    expect(exchanged).toMatchObject({ code: 2, stdout: "" });
    expect(exchanged.stderr).toContain("--baseline: this report is newer than the current one");
    const none = await callCli(["report", earlier, "--baseline", join(FOLDER, "none.json")]);
    expect(none).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("diff", () => {
  it("shows each changed cell, finding and target in three formats, and exits 1 if there is one", async () => {
    const table = await callCli(["diff", earlier, later]);
    expect(table.code).toBe(1);
    const text = table.stdout.replace(/\s+/g, " ");
    expect(text).toContain("no longer works: here/gpt-4o-transcribe/ga-realtime-input-transcription (works → service");
    expect(text).toContain("new finding: transcription-pathway-degraded · here");
    const markdown = await callCli(["diff", earlier, later, "--format", "markdown"]);
    expect(markdown.stdout).toContain("- no longer works: `here/gpt-4o-transcribe/");
    const json = JSON.parse((await callCli(["diff", earlier, later, "--format", "json"])).stdout);
    expect(json).toMatchObject({
      schema: "aoai-probe/diff/v1",
      cells: [{ change: "regression", before: { verdict: "supported" }, after: { verdict: "server-fault" } }],
    });
  });

  it("exits 0 for equal reports", async () => {
    const { code, stdout } = await callCli(["diff", earlier, earlier]);
    expect(stdout).toContain(": 0 no longer work, 0 now work, ");
    expect(code).toBe(0);
  });
});

describe("a run of a part of the plan", () => {
  const PART = ["run", "--emulate", "--no-settle", "--probe", "ga-transcription", "--fail-on", "any"];
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-part-"));
  const before = join(folder, "before", "report.json");
  const claims = join(folder, "claims.json");
  beforeAll(async () => {
    await callCli([...PART, "-o", join(folder, "before")]);
    await callCli(["report", before, "--baseline", claims, "--update-baseline"]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["--target", "east-us-2"],
    ["--region", "*us*"],
    ["--role", "transcription"],
    ["--shard", "1/2"],
    ["--skip", "models-v1"],
  ])("has no difference to the whole run for what it leaves out: %s %s", async (...selection) => {
    for (const baseline of [before, claims]) {
      const { code, stderr } = await callCli([...PART, ...selection, "--baseline", baseline]);
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("difference:")]);
    }
  });

  it("does not remove the claims of what it leaves out", async () => {
    const kept = readFileSync(claims, "utf8");
    const refused = await callCli([...PART, "--target", "east-us-2", "--baseline", claims, "--update-baseline"]);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("has claims of cells that this run leaves out"),
    ]);
    expect(readFileSync(claims, "utf8")).toBe(kept);
  });
});
