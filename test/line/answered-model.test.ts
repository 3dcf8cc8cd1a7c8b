import { describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import { NO_MODEL_NAMES } from "../../src/model/model-name.ts";
import type { Deployment } from "../../src/model/target.ts";
import { runLine, targetOf } from "../support/embedded.ts";

/** A resource whose deployments nobody described, asked by the paths that say what is behind them. */
async function undescribed(deployments: Deployment[]) {
  const emulator = await startEmulator({ scenario: "all-supported" });
  try {
    const target = { ...targetOf(emulator, "somewhere"), deployments };
    const { report } = await runLine([target], new Map([["somewhere", emulator.key]]), {
      probe: ["ga-realtime", "preview-realtime"],
    });
    return report;
  } finally {
    await emulator.close();
  }
}

const named = (name: string, more: Partial<Deployment> = {}): Deployment => ({
  name,
  model: null,
  version: null,
  sku: null,
  role: "unknown",
  source: "guessed",
  ...more,
});

describe("the model of a deployment", () => {
  it("is the one that the service names in the session, with its date as the version, where nobody stated it", async () => {
    const report = await undescribed([named("gpt-realtime-1.5"), named("no-such-thing")]);
    expect(report.targets[0]?.deployments).toMatchObject([
      { model: "gpt-realtime-1.5", version: "2026-02-23", source: "response" },
      { model: null, version: null, source: "guessed" },
    ]);
    expect(concludeReport(report)).toEqual(report);
  });

  it("keeps what its operator stated, whatever the service names", async () => {
    const stated = named("gpt-realtime-1.5", { model: "gpt-realtime-2", role: "conversation", source: "config" });
    const report = await undescribed([stated]);
    expect(report.targets[0]?.deployments).toEqual([stated]);
  });

  it("is not told by a name that no record knows, nor by two names", async () => {
    const report = await undescribed([named("gpt-realtime-1.5")]);
    const forgotten = report.targets.map((target) => ({ ...target, deployments: [named("gpt-realtime-1.5")] }));
    const unknown = concludeReport({
      ...report,
      targets: forgotten,
      knownModels: ["gpt-image"],
      modelNames: NO_MODEL_NAMES,
    });
    expect(unknown.targets[0]?.deployments).toEqual([named("gpt-realtime-1.5")]);
    const two = structuredClone({ ...report, targets: forgotten });
    const sessions = two.results
      .flatMap(({ cell, recording }) => (cell.control === null ? (recording?.attempts ?? []) : []))
      .flatMap(({ steps }) => steps.flatMap(({ frames }) => frames))
      .filter((frame) => frame.kind === "message" && frame.event?.type === "session.created");
    expect(sessions.length).toBeGreaterThan(1);
    const [first] = sessions;
    if (first?.kind === "message") first.event = { type: "session.created", session: { model: "gpt-realtime-2" } };
    expect(concludeReport(two).targets[0]?.deployments).toEqual([named("gpt-realtime-1.5")]);
  });
});
