import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { storyOf } from "../../src/render/story.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { readEmbeddedRegions } from "../support/embedded-report.ts";

let report: Report;

beforeAll(async () => {
  await buildCli();
  report = readEmbeddedRegions(["france-central", "sweden-central"]);
}, 90_000);

function story(id: string): string {
  const result = report.results.find(({ cell }) => cell.id === id);
  if (result === undefined) throw new Error(`no cell ${id}`);
  return storyOf(report, result);
}

const REDIRECTED = "france-central/gpt-realtime-whisper/preview-transcription-with-deployment@2025-04-01-preview";

describe("the story of a cell", () => {
  it("says first that an emulator answered", () => {
    expect(story(REDIRECTED)).toMatch(/^Emulated run/);
  });

  it("tells every stage: the one that was refused with its answer, and those that were not reached", () => {
    const text = story(REDIRECTED);
    expect(text).toMatch(/upgrade +failed +\d+ ms {2}GET \/openai\/realtime\?.* → 302 .*→ 404 .*Resource not found/);
    expect(text).toMatch(/result +not reached/);
    expect(text).toContain("the probe failed during the handshake, before a session was created");
  });

  it("draws a redirect as a difference of two URLs", () => {
    expect(story(REDIRECTED)).toMatch(/requested {2,}\/openai\/realtime .*\n {2}Location {2,}\/v1\/realtime /);
    expect(story(REDIRECTED)).toContain('Path segments missing in Location: "openai"');
  });

  it("sets the controls and the siblings beside it", () => {
    const text = story("france-central/gpt-realtime-whisper/ga-realtime");
    expect(text).toMatch(/missing deployment: .*DeploymentNotFound.* \(a different response\)/);
    expect(text).toContain("with deployment gpt-realtime-1.5: works");
  });

  it("sets the same question to the same model on another target beside it", () => {
    expect(story(REDIRECTED)).toContain("on target sweden-central: redirect to a dead endpoint");
  });

  it("names the findings it is part of, what works instead, and the command that repeats it", () => {
    const text = story(REDIRECTED);
    expect(text).toContain("redirect-drops-path-segment (high)");
    expect(text).toMatch(/Working results\n {2}france-central\/gpt-realtime-whisper\//);
    expect(text).toContain(
      "aoai-probe run --emulate france-central-2026-06-10 --deployment gpt-realtime-whisper=gpt-realtime-whisper@2026-05-06 --probe preview-transcription-with-deployment --api-version 2025-04-01-preview",
    );
  });

  it("is told for every cell of a report, without a line that a terminal would act on", () => {
    for (const result of report.results) {
      const text = storyOf(report, result);
      expect(text.split("\n").length).toBeGreaterThan(5);
      expect([...text].filter((c) => c !== "\n" && /\p{Cc}/u.test(c))).toEqual([]);
    }
  });

  it("comes from explain, offline and by the end of the cell's id, and its command repeats the outcome", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "aoai-probe-explain-")), "report.json");
    writeFileSync(file, JSON.stringify(report));
    const { code, stdout } = await callCli(["explain", `${REDIRECTED.split("@")[0]}`, file]);
    expect([code, stdout]).toEqual([0, story(REDIRECTED)]);
    const command = /Repeat\n {2}aoai-probe (.*)/.exec(stdout)?.[1] ?? "";
    const again = await callCli([...command.split(" "), "--json"]);
    const verdicts = JSON.parse(again.stdout).results.map((r: { cell: { id: string }; verdict: string }) => [
      r.cell.id,
      r.verdict,
    ]);
    expect(verdicts).toContainEqual([REDIRECTED, "redirect"]);
  });

  it("names the nearest cell where there is none of that name", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "aoai-probe-explain-")), "report.json");
    writeFileSync(file, JSON.stringify(report));
    const { code, stderr } = await callCli(["explain", "france-central/gpt-realtime-whisper/ga-transcriptoin", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean `france-central/gpt-realtime-whisper/ga-transcription`?");
  });
});
