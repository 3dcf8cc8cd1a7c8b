import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

const FRANCE = ["--emulate", "france-central-2026-06-10"];
const WHISPER = "france-central/gpt-realtime-whisper";

interface Answer {
  answer: string;
  kind: string;
  minimal: boolean | null;
  factors: { name: string; passing: string | null; failing: string | null }[];
  differences: { name: string }[];
  asked: { cell: string; fromPassing: string[]; outcome: string; verdict: string }[];
}

async function why(...args: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await callCli(["why", ...args, "--json"]);
  expect([code, stderr.split("\n").filter((line) => line.startsWith("aoai-probe:"))]).toEqual([0, []]);
  return JSON.parse(stdout);
}

beforeAll(buildCli);

describe("why", () => {
  it("settles FR-003 against FR-006: deployment= in the query decides, and the mint has no effect", async () => {
    const found = await why(
      `${WHISPER}/preview-transcription-session`,
      `${WHISPER}/preview-transcription-with-deployment`,
      ...FRANCE,
    );
    expect(found.factors).toEqual([
      { name: "upgrade: query deployment", passing: null, failing: "gpt-realtime-whisper" },
    ]);
    expect(found.minimal).toBe(true);
    expect(found.differences.map(({ name }) => name)).toEqual(["mint: step", "upgrade: query deployment"]);
    expect(found.asked.map(({ fromPassing, outcome, verdict }) => [fromPassing, outcome, verdict])).toEqual([
      [[], "fails", "redirect"],
      [["mint: step", "upgrade: query deployment"], "passes", "supported"],
      [["mint: step"], "fails", "redirect"],
      [["upgrade: query deployment"], "passes", "supported"],
    ]);
    expect(found.answer).toContain("The cause is `deployment=` in the query of the upgrade");
    expect(found.answer).toContain("The other difference (mint: step) has no effect.");
  });

  it("finds the one factor among the differences of two surfaces with few cells", async () => {
    const found = await why(
      `${WHISPER}/ga-transcription`,
      `${WHISPER}/preview-transcription-with-deployment`,
      ...FRANCE,
    );
    expect(found.factors.map(({ name }) => name)).toEqual(["upgrade: query deployment"]);
    expect(found.differences.length).toBeGreaterThan(8);
    expect(found.asked.length).toBeLessThan(9);
  });

  it("names the deployment if that is all that differs", async () => {
    const found = await why("gpt-realtime-1.5/ga-realtime", "gpt-realtime-whisper/ga-realtime", ...FRANCE);
    expect(found.factors).toEqual([
      { name: "deployment", passing: "gpt-realtime-1.5", failing: "gpt-realtime-whisper" },
    ]);
  });

  it("names several differences if only all of them together decide", async () => {
    const found = await why(
      "gpt-realtime-whisper/ga-transcription",
      "gpt-realtime-1.5/ga-realtime-transcription-update",
      ...FRANCE,
    );
    expect(found.factors.map(({ name }) => name)).toEqual([
      "deployment",
      "upgrade: query intent",
      "upgrade: query model",
    ]);
    expect(found.answer).toMatch(/^The cause is a combination of 3 differences/);
  });

  it("compares two regions that hold the same deployment, and finds that the region has no effect", async () => {
    const found = await why(
      `${WHISPER}/preview-transcription`,
      "sweden-central/gpt-realtime-whisper/preview-transcription-with-deployment",
      "--emulate",
    );
    expect(found.differences.map(({ name }) => name)).toEqual(["target", "upgrade: query deployment"]);
    expect(found.factors.map(({ name }) => name)).toEqual(["upgrade: query deployment"]);
  });

  it("refuses to compare two targets by deployments of other models", async () => {
    const { code, stderr } = await callCli([
      "why",
      "france-central/gpt-realtime-1.5/ga-realtime",
      "sweden-central/gpt-realtime-translate/ga-realtime",
      "--emulate",
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("their models may differ");
  });

  it("says that there is nothing to explain if the failing cell works", async () => {
    const { code, stdout } = await callCli([
      "why",
      "gpt-realtime-whisper/ga-transcription",
      "gpt-realtime-whisper/preview-transcription",
      ...FRANCE,
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain("no longer fails");
  });

  it("writes what it asked as a report that can be judged again, and takes its cells from a saved one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aoai-probe-why-"));
    const first = await callCli([
      "run",
      ...FRANCE,
      "--probe",
      "preview-transcription*",
      "--deployment",
      "gpt-realtime-whisper",
      "-o",
      folder,
    ]);
    expect(first.code).toBe(0);
    const out = mkdtempSync(join(tmpdir(), "aoai-probe-why-"));
    const { code } = await callCli([
      "why",
      "preview-transcription-session",
      "preview-transcription-with-deployment",
      join(folder, "report.json"),
      ...FRANCE,
      "-o",
      out,
    ]);
    expect(code).toBe(0);
    const report = parseReport(readFileSync(join(out, "report.json"), "utf8"));
    expect(report.run.emulated).toEqual(["france-central-2026-06-10"]);
    expect(report.results.map(({ verdict }) => verdict)).toEqual(["redirect", "supported", "redirect", "supported"]);
    const again = await callCli(["report", join(out, "report.json"), "--json"]);
    expect(JSON.parse(again.stdout).results.map(({ verdict }: { verdict: string }) => verdict)).toEqual(
      report.results.map(({ verdict }) => verdict),
    );
  });

  it("asks before it sends what may be billed, and takes no silence for a yes", async () => {
    const { code, stderr } = await callCli(
      [
        "why",
        "preview-transcription-session",
        "preview-transcription-with-deployment",
        "--endpoint",
        "http://127.0.0.1:9",
        "--deployment",
        "w=gpt-realtime-whisper",
      ],
      { env: { AZURE_OPENAI_API_KEY: "0123456789abcdef0123456789abcdef" } },
    );
    expect(code).toBe(2);
    expect(stderr).toContain("/openai/realtimeapi/transcription_sessions");
    expect(stderr).toContain("--yes");
  });
});
