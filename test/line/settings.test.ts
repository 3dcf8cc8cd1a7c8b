import { describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Scenario } from "../../src/emulator/scenario.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { SettingResult } from "../../src/model/setting.ts";
import { loadFormat } from "../../src/render/index.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

const MCP = { type: "mcp", server_label: "example", server_url: "https://example.com/mcp", require_approval: "always" };

/** A resource that repeats most settings, changes the speed, and refuses reasoning and MCP servers. */
const CHOOSY: Scenario = {
  ...parseScenario("current-models"),
  rules: [
    {
      source: "inferred",
      client: "session.update",
      body: { "session.reasoning.effort": "low" },
      error: {
        code: "unknown_parameter",
        message: "Unknown parameter: 'session.reasoning'.",
        param: "session.reasoning",
      },
    },
    {
      source: "inferred",
      client: "session.update",
      body: { "session.tools": [MCP] },
      error: { code: "invalid_value", message: "Invalid value | 'mcp'.", param: "session.tools[0].type" },
    },
    {
      source: "inferred",
      client: "session.update",
      body: { "session.audio.output.voice": "cedar" },
      error: { code: "", message: "Invalid voice.", param: null },
    },
  ],
};

const VIEW = { matrix: false, target: null, finding: null };

async function runSettings(probe: string[] = [], scenario = CHOOSY) {
  const emulator = await startEmulator({ scenario });
  try {
    const { report, plan } = await runLine([targetOf(emulator, "now")], new Map([["now", emulator.key]]), {
      scope: "settings",
      probe,
    });
    return { report, plan };
  } finally {
    await emulator.close();
  }
}

describe("the scope settings", () => {
  it("tries one setting per session, without a billable step, and lists how the service took each", async () => {
    const { report, plan } = await runSettings();
    const own = plan.cells.filter(({ cell }) => cell.control === null);
    expect(own.map(({ cell }) => cell.deployment)).toEqual(own.map(() => "gpt-realtime-2.1"));
    expect(own.length).toBe(catalog.probes.filter(({ group }) => group === "settings").length);
    expect(plan.targets[0]).toMatchObject({ paid: 0 });
    const outcomes: Record<string, SettingResult> = Object.fromEntries(
      (report.settings ?? []).map((one) => [one.cell.split("/").at(-1) ?? "", one]),
    );
    expect(Object.keys(outcomes)).toHaveLength(own.length);
    expect(outcomes["settings-semantic-vad"]).toMatchObject({
      setting: "audio.input.turn_detection.type",
      value: "semantic_vad",
      model: "gpt-realtime-2.1",
      outcome: "echoed",
      error: null,
    });
    expect(outcomes["settings-reasoning-effort"]).toMatchObject({
      outcome: "refused",
      error: { code: "unknown_parameter", param: "session.reasoning" },
    });
    const refused = Object.values(outcomes).filter(({ outcome }) => outcome === "refused");
    expect(refused.map(({ cell }) => cell.split("/").at(-1)).sort()).toEqual([
      "settings-reasoning-effort",
      "settings-tools-mcp",
      "settings-voice-cedar",
    ]);
    // An accepted setting is not a result.
    for (const { cell, verdict } of report.results) if (cell.control === null) expect(verdict).not.toBe("supported");

    const texts = await Promise.all(
      (["table", "markdown", "json"] as const).map(async (name) => (await loadFormat(name)).render(report, VIEW)),
    );
    const [table = "", markdown = "", json = ""] = texts;
    expect(table).toContain("Session settings on now");
    expect(table).toContain("accepted and repeated");
    expect(markdown).toContain(
      "| gpt-realtime-2.1 | gpt-realtime-2.1 | reasoning.effort | low | refused: unknown_parameter |",
    );
    expect(JSON.parse(json).settings).toEqual(report.settings);
    // The saved recordings alone give the same table.
    const { settings: _, ...saved } = report;
    expect(concludeReport(saved).settings).toEqual(report.settings);
  }, 60_000);

  it.each<[string, Scenario["rules"], string]>([
    ["repeated by a resource that knows them", [], "echoed"],
    [
      "refused by a resource that knows none",
      [
        {
          source: "inferred",
          client: "session.update",
          error: { code: "unknown_parameter", message: "Unknown parameter.", param: "session" },
        },
      ],
      "refused",
    ],
  ])(
    "are all %s, with healthy controls",
    async (_, rules, expected) => {
      const { report } = await runSettings([], { ...CHOOSY, rules });
      const outcomes = Object.fromEntries((report.settings ?? []).map(({ cell, outcome }) => [cell, outcome]));
      expect(Object.keys(outcomes)).toHaveLength(catalog.probes.filter(({ group }) => group === "settings").length);
      expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== expected)).toEqual([]);
      const controls = report.results.filter(({ cell }) => cell.control !== null);
      expect(new Set(controls.map(({ verdict }) => verdict))).toEqual(new Set(["no-route", "auth"]));
    },
    60_000,
  );

  it("says that a setting was accepted but not repeated, and that nothing is known without a session", async () => {
    const { report } = await runSettings(["settings-speed"]);
    const [result] = report.results.filter(({ cell }) => cell.control === null);
    const attempt = result?.recording?.attempts[0];
    if (result?.recording == null || attempt === undefined) throw new Error("no attempt");
    const withSpeed = (speed: number | undefined) =>
      JSON.parse(JSON.stringify(report), (key, value) =>
        key === "output" && value?.speed === 1.2 ? { ...value, speed } : value,
      );
    // The probe's own event keeps its value: only what the service sent is changed.
    const ignored = withSpeed(1);
    for (const step of ignored.results
      .flatMap((r: typeof result) => r.recording?.attempts ?? [])
      .flatMap((a: typeof attempt) => a.steps)) {
      for (const frame of step.frames) if (frame.direction === "sent") frame.event.session.audio.output.speed = 1.2;
    }
    ignored.probes = report.probes;
    expect(concludeReport(ignored).settings).toMatchObject([{ outcome: "not-echoed", error: null }]);
    const cut = structuredClone(report);
    for (const one of cut.results) for (const each of one.recording?.attempts ?? []) each.steps.splice(1);
    expect(concludeReport(cut).settings).toMatchObject([{ outcome: "no-evidence" }]);
  }, 60_000);

  it("is never part of the default plan, and the other scopes plan nothing of it", async () => {
    const { report } = await runSettings(["settings-speed", "ga-realtime"]);
    expect(new Set(report.results.map(({ cell }) => cell.probe)).has("ga-realtime")).toBe(false);
  }, 60_000);
});
