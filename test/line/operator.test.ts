import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { buildCli, finished, runCli, startCli } from "../support/built-cli.ts";
import { rawPeer, sayAndStay } from "../support/raw-peer.ts";

const root = mkdtempSync(join(tmpdir(), "aoai-probe-operator-"));
let emulator: RunningEmulator;

beforeAll(async () => {
  await buildCli();
  emulator = await startEmulator({ scenario: "france-central-2026-06-10" });
}, 60_000);
afterAll(async () => {
  await emulator.close();
  rmSync(root, { recursive: true, force: true });
});

function environment(endpoint: string): Record<string, string> {
  return {
    HOME: root,
    AZURE_OPENAI_ENDPOINT: endpoint,
    AZURE_OPENAI_API_KEY: emulator.key,
    AZURE_OPENAI_DEPLOYMENT: "gpt-realtime-1.5,gpt-realtime-whisper",
  };
}

/** What the France Central rows say of a hand-started resource. */
const ROWS: [probe: string, deployment: string, verdict: string][] = [
  ["ga-realtime", "gpt-realtime-whisper", "unsupported"],
  ["ga-realtime", "gpt-realtime-1.5", "supported"],
  ["ga-realtime-transcription-update", "gpt-realtime-1.5", "rejected-request"],
  ["ga-realtime-input-transcription", "gpt-realtime-whisper", "supported"],
  ["preview-transcription-session", "gpt-realtime-whisper", "supported"],
  ["preview-transcription-with-deployment", "gpt-realtime-whisper", "redirect"],
];

describe("an operator", () => {
  it("with three variables gets the same for a hand-started resource, and again from the saved report", async () => {
    const out = join(root, "france");
    const run = await runCli(["run", "-o", out], { cwd: root, env: environment(emulator.endpoint) });
    expect(run.code).toBe(0);
    const report = parseReport(readFileSync(join(out, "report.json"), "utf8"));
    const said = ROWS.map(([probe, deployment]) =>
      report.results.find(({ cell }) => cell.probe === probe && cell.deployment === deployment),
    );
    expect(said.map((result) => result?.verdict)).toEqual(ROWS.map(([, , verdict]) => verdict));
    const again = await runCli(["report", join(out, "report.json"), "--format", "json"], { cwd: root });
    expect(parseReport(again.stdout).results.map(({ verdict, cause }) => [verdict, cause])).toEqual(
      report.results.map(({ verdict, cause }) => [verdict, cause]),
    );
  }, 60_000);

  it("is stopped above 200 paid cells with exit 2, and nothing was sent", async () => {
    const peer = await rawPeer(sayAndStay());
    const target = (name: string) =>
      `  - { name: ${name}, endpoint: "http://127.0.0.1:${peer.port}", key: { env: AZURE_OPENAI_API_KEY }, deployments: [{ name: gpt-realtime-1.5 }, { name: gpt-realtime-whisper }] }`;
    writeFileSync(join(root, "three.yaml"), `targets:\n${["a", "b", "c"].map(target).join("\n")}\n`);
    const run = await runCli(["run", "-c", "three.yaml"], {
      cwd: root,
      env: { HOME: root, AZURE_OPENAI_API_KEY: emulator.key },
    });
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: "" });
    expect(run.stderr).toContain("--max-paid");
    expect(peer.received).toEqual([]);
    await peer.close();
  }, 30_000);

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "who sends %s to a run against a silent peer has the partial report within two seconds, exit %i",
    async (signal, code) => {
      let knocked: () => void = () => undefined;
      const first = new Promise<void>((resolve) => {
        knocked = resolve;
      });
      const peer = await rawPeer(() => knocked());
      const out = join(root, signal);
      const child = startCli(["run", "-o", out, "--probe", "ga-realtime"], {
        cwd: root,
        env: environment(peer.url("http").origin),
      });
      const ended = finished(child);
      await first;
      const asked = performance.now();
      child.kill(signal);
      expect((await ended).code).toBe(code);
      expect(performance.now() - asked).toBeLessThan(2_000);
      const report = parseReport(readFileSync(join(out, "report.json"), "utf8"));
      expect(report.run.complete).toBe(false);
      expect(report.results.map(({ cause }) => cause)).toContain("run.interrupted");
      await peer.close();
    },
    30_000,
  );
});
