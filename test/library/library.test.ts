import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { type Configuration, emulate, judge, plan, run } from "../../src/index.ts";

const KEY = "AOAI_PROBE_EXAMPLE_KEY";
const emulator = await emulate({ scenario: "france-central" });
afterAll(() => emulator.close());

const CONFIGURATION: Configuration = {
  targets: [
    {
      name: "emulated",
      endpoint: emulator.endpoint,
      key: { env: KEY },
      deployments: [{ name: "gpt-realtime-whisper", role: "transcription" }],
    },
  ],
  probe: ["preview-transcription*", "models-v1"],
  timeout: "10s",
};

describe("the library", () => {
  it("plans without sending anything", async () => {
    const { cells, targets } = await plan(CONFIGURATION, { [KEY]: emulator.key });
    expect(targets).toMatchObject([{ target: "emulated", cells: 4 }]);
    expect(cells.map(({ cell }) => cell.probe)).toContain("preview-transcription-with-deployment");
  });

  it("runs, reports progress, and evaluates the report again with the same verdicts", async () => {
    const progress: number[] = [];
    const report = await run(CONFIGURATION, { [KEY]: emulator.key }, { onProgress: ({ done }) => progress.push(done) });
    expect(report.run).toMatchObject({ complete: true, emulated: ["france-central-2026-06-10"] });
    expect(progress.at(-1)).toBe(report.results.length);
    expect(report.findings.map(({ code }) => code)).toContain("redirect-drops-path-segment");
    expect(JSON.stringify(report)).not.toContain(emulator.key);
    const verdicts = (from: typeof report) => from.results.map(({ cell, verdict }) => [cell.id, verdict]);
    expect(verdicts(judge(JSON.stringify(report)))).toEqual(verdicts(report));
    expect(verdicts(judge(report))).toEqual(verdicts(report));
  });

  it("stops with the signal, and reports what was recorded until then", async () => {
    const report = await run(CONFIGURATION, { [KEY]: emulator.key }, { signal: AbortSignal.abort() });
    expect(report.run.complete).toBe(false);
  });

  it("runs against an emulator over TLS with its certificate", async () => {
    const secure = await emulate({ tls: true });
    const targets = CONFIGURATION.targets.map((target) => ({ ...target, endpoint: secure.endpoint }));
    const call = { certificate: secure.certificate ?? "" };
    const report = await run({ targets, probe: ["models-v1"] }, { [KEY]: secure.key }, call);
    await secure.close();
    expect(report.results.find(({ cell }) => cell.probe === "models-v1" && cell.control === null)?.verdict).toBe(
      "supported",
    );
  });

  it.each<[string, object, string]>([
    ["a misspelt key", { concurency: 3 }, "'concurency' is unknown: did you mean `concurrency`?"],
    ["a wrong value", { timeout: "soon" }, "'timeout' must be a duration"],
    ["a filter without probes and no key", { probe: ["models-v1"] }, "has no credential. Set the variable"],
  ])("rejects %s", async (_what, more, said) => {
    await expect(plan({ ...CONFIGURATION, ...more }, {})).rejects.toThrow(said);
  });

  it("is the package's only entry, and the example in README.md uses what it has", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(manifest.exports["."]).toEqual({ types: "./dist/index.d.ts", default: "./dist/index.js" });
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    expect(readme).toContain('import { emulate, judge, plan, run } from "aoai-probe";');
  });
});
