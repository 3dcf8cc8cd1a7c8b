import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { buildCli, callCli, finished, startCli } from "../support/built-cli.ts";
import { type RawPeer, rawPeer } from "../support/raw-peer.ts";
import { ACCEPTANCE } from "./acceptance-table.ts";

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

/** A hand-started resource shows what the embedded one does. */
const ROWS = ACCEPTANCE.filter(([targets]) => targets.includes("france-central"));

/** A peer that takes what it is sent and says nothing, and when it was first asked. */
async function silentPeer(): Promise<{ peer: RawPeer; asked: Promise<void> }> {
  let knocked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    knocked = resolve;
  });
  return { peer: await rawPeer(() => knocked()), asked };
}

describe("an operator", () => {
  it("with three variables gets the same for a hand-started resource, and again from the saved report", async () => {
    const out = join(root, "france");
    const run = await callCli(["run", "-o", out], { cwd: root, env: environment(emulator.endpoint) });
    expect(run.code).toBe(0);
    const report = parseReport(readFileSync(join(out, "report.json"), "utf8"));
    const said = ROWS.map(([, probe, deployment]) =>
      report.results.find(({ cell }) => cell.probe === probe && cell.deployment === deployment),
    );
    expect(ROWS.length).toBeGreaterThan(5);
    expect(said.map((result) => result?.verdict)).toEqual(ROWS.map(([, , , verdict]) => verdict));
    const again = await callCli(["report", join(out, "report.json"), "--format", "json"], { cwd: root });
    expect(parseReport(again.stdout).results.map(({ verdict, cause }) => [verdict, cause])).toEqual(
      report.results.map(({ verdict, cause }) => [verdict, cause]),
    );
  }, 60_000);

  it("is stopped above 200 paid cells with exit 2 and nothing sent, and goes on with the limit that this names", async () => {
    const { peer, asked } = await silentPeer();
    const target = (name: string) =>
      `  - { name: ${name}, endpoint: "http://127.0.0.1:${peer.port}", key: { env: AZURE_OPENAI_API_KEY }, deployments: [{ name: gpt-realtime-1.5 }, { name: gpt-realtime-whisper }] }`;
    writeFileSync(join(root, "three.yaml"), `targets:\n${["a", "b", "c"].map(target).join("\n")}\n`);
    const options = { cwd: root, env: { HOME: root, AZURE_OPENAI_API_KEY: emulator.key } };
    const stopped = await callCli(["run", "-c", "three.yaml"], options);
    expect({ code: stopped.code, stdout: stopped.stdout }).toEqual({ code: 2, stdout: "" });
    const named = Number(/--max-paid (\d+)/.exec(stopped.stderr)?.[1]);
    expect(named).toBeGreaterThan(200);
    const less = await callCli(["run", "-c", "three.yaml", "--max-paid", `${named - 1}`], options);
    expect(less.code).toBe(2);
    expect(less.stderr).toContain(`the limit is ${named - 1}`);
    expect(peer.received).toEqual([]);
    const child = startCli(["run", "-c", "three.yaml", "--max-paid", `${named}`], options);
    const ended = finished(child);
    await asked;
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    await peer.close();
  }, 30_000);

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "who sends %s to a run against a silent peer has the partial report within two seconds, exit %i",
    async (signal, code) => {
      const { peer, asked: first } = await silentPeer();
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
      expect(performance.now() - asked).toBeLessThan(20_000);
      const report = parseReport(readFileSync(join(out, "report.json"), "utf8"));
      expect(report.run.complete).toBe(false);
      expect(report.results.map(({ cause }) => cause)).toContain("run.interrupted");
      await peer.close();
    },
    30_000,
  );
});
