import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
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

let earlier: string;
let later: string;

beforeAll(async () => {
  await buildCli();
  earlier = await saved("earlier", "fr-005-2025-11-16");
  later = await saved("later", "fr-005-2025-11-18");
}, 90_000);

describe("report --baseline", () => {
  it("exits 1 where something worked then and does not now, and names it", async () => {
    const { code, stdout } = await callCli(["report", later, "--baseline", earlier]);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "1 no longer works (here/gpt-4o-transcribe/ga-realtime-input-transcription)",
    );
    expect(code).toBe(1);
  });

  it("exits as it would without one where nothing got worse", async () => {
    const without = await callCli(["report", earlier]);
    expect(without.stdout).not.toContain("since the run of");
    expect(without.code).toBe(0);
    expect((await callCli(["report", later])).code).toBe(0);
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
