import { beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Scenario } from "../../src/emulator/scenario.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { ControlKind } from "../../src/model/cell.ts";
import type { Result } from "../../src/model/report.ts";
import type { VerdictKind } from "../../src/model/verdict.ts";
import { type LineRun, runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

/*
 * Every probe of the current models runs against the emulator: with a deployment of its role to its result, with another
 * one to its refusal, and with a control. settings.test.ts and versions.test.ts do the same for the two families.
 */

/** A deployment that the row is about, and how its cell must end. Null: the probe names none. */
type End = [deployment: string | null, verdict: VerdictKind];

/** Each row of the catalogue of current models: what shows its result, its refusal, and its control. */
const ROWS: Record<string, { results: End[]; refusals: End[]; control: ControlKind }> = {
  "ga-live": row("gpt-live-1", "gpt-5.2"),
  "ga-live-short-path": row("gpt-live-1", "gpt-5.2"),
  "ga-live-calls": row("gpt-live-1", "gpt-5.2", "partial"),
  "voice-live-realtime": row("gpt-realtime-2.1", "gpt-5.2"),
  "voice-live-own-deployment": row("gpt-realtime-2.1", "gpt-5.2"),
  // What is sent is no speech, so an accepted call is all that it can prove.
  "ga-translation-calls": row("gpt-realtime-translate", "gpt-5.2", "partial"),
  "ga-translation-calls-minted": row("gpt-realtime-translate", "gpt-5.2", "partial"),
  "ga-calls-multipart": row("gpt-realtime-2.1", "gpt-5.2"),
  "responses-websocket": row(["gpt-5.2", "gpt-5.2-codex"], "gpt-realtime-2.1"),
  "chat-completions-max-tokens": row("DeepSeek-V3.2", "gpt-realtime-2.1"),
  "chat-completions-stream": row("gpt-5.2", ["gpt-realtime-2.1", "gpt-5.2-codex"]),
  "responses-stream": row(["gpt-5.2", "gpt-5.2-codex"], "gpt-realtime-2.1"),
  "responses-dated": row(["gpt-5.2", "gpt-5.2-codex"], "gpt-realtime-2.1"),
  "foundry-models-chat": row("gpt-5.2", "gpt-realtime-2.1"),
  "embeddings-v1": row("text-embedding-3-small", "gpt-5.2"),
  "embeddings-deployment": row("text-embedding-3-small", "gpt-5.2"),
  "speech-v1": row("gpt-4o-mini-tts", "gpt-5.2"),
  "anthropic-messages": row("claude-sonnet-4-6", "gpt-5.2"),
  // The call cannot exist. A refusal of the call is the result: the route is served.
  "ga-sip-route": { results: [[null, "rejected-request"]], refusals: [], control: "missing-path" },
};

function row(results: string | string[], refusals: string | string[], best: VerdictKind = "supported") {
  return {
    results: [results].flat().map((deployment): End => [deployment, best]),
    refusals: [refusals].flat().map((deployment): End => [deployment, "unsupported"]),
    control: "missing-deployment" as const,
  };
}

const NEW = Object.keys(ROWS);

let named: Result[];
let planned: LineRun;

async function run(
  options: { probe?: string[]; deployment?: string[] },
  scenario: string | Scenario = "current-models",
): Promise<LineRun> {
  const emulator = await startEmulator({ scenario });
  try {
    return await runLine([targetOf(emulator, "now")], new Map([["now", emulator.key]]), options);
  } finally {
    await emulator.close();
  }
}

beforeAll(async () => {
  const isOfVoiceLive = (probe: string) => probe.startsWith("voice-live");
  const runs = await Promise.all([
    run({ probe: NEW.filter((probe) => !isOfVoiceLive(probe)) }),
    // With more deployments the run would keep to the documented rate of Voice Live.
    run({ probe: NEW.filter(isOfVoiceLive), deployment: ["gpt-realtime-2.1", "gpt-5.2"] }),
  ]);
  named = runs.flatMap(({ report }) => report.results);
  planned = await run({});
}, 120_000);

function outcome(probe: string, deployment: string | null): Result {
  const found = named.find(
    ({ cell }) => cell.probe === probe && cell.deployment === deployment && cell.control === null,
  );
  if (found === undefined) throw new Error(`no cell ${deployment} ${probe}`);
  return found;
}

const endsOf = (of: "results" | "refusals") =>
  Object.entries(ROWS).flatMap(([probe, ends]) =>
    ends[of].map(([deployment, verdict]): [string, string | null, VerdictKind] => [probe, deployment, verdict]),
  );

describe("a probe of the current models", () => {
  it.each(endsOf("results"))("returns its result: %s with %s", (probe, deployment, verdict) => {
    expect(outcome(probe, deployment).verdict).toBe(verdict);
  });

  it.each(endsOf("refusals"))("is refused: %s with %s, whose role it does not have", (probe, deployment, verdict) => {
    expect(outcome(probe, deployment).verdict).toBe(verdict);
  });

  it.each(Object.entries(ROWS))("has a control that is refused: %s", (probe, { control }) => {
    const controls = named.filter(
      ({ cell }) => cell.control === control && (cell.probe === probe || control === "missing-path"),
    );
    expect(controls.length).toBeGreaterThan(0);
    const refused = control === "missing-path" ? "no-route" : "not-deployed";
    for (const { cell, verdict } of controls) expect(verdict, cell.id).toBe(refused);
  });

  it("is one of the rows here or of a family with a test of its own, unless it is older", () => {
    const families = catalog.probes.filter(({ group }) => group === "settings" || group === "versions");
    const known = new Set([...NEW, ...families.map(({ id }) => id)]);
    const young = catalog.probes.filter(
      ({ id, group, role, scope }) =>
        scope === "role" ||
        group === "named" ||
        [role].flat().some((own) => YOUNG_ROLES.includes(own)) ||
        known.has(id),
    );
    expect(young.map(({ id }) => id).filter((id) => !known.has(id) && !OLDER.includes(id))).toEqual([]);
  });
});

const YOUNG_ROLES = ["live", "speech", "embedding", "responses", "other"];
/** Probes that the new roles were added to. Other tests run them. */
const OLDER = ["responses-v1"];

describe("a probe of the current models is refused", () => {
  it("chat-completions-max-tokens with a model that has another parameter, in the words of the service", () => {
    expect(outcome("chat-completions-max-tokens", "gpt-5.2")).toMatchObject({
      verdict: "rejected-request",
      error: { code: "unsupported_parameter", param: "max_tokens" },
    });
  });

  it("ga-sip-route with the answer of a route that is served, unlike a nonexistent path", () => {
    const served = outcome("ga-sip-route", null);
    expect(served).toMatchObject({ status: 404, error: { code: "not_found" } });
    expect(served.verdict).not.toBe("no-route");
  });

  it("ga-sip-route by a resource that does not serve the route", async () => {
    const reply = {
      kind: "reply",
      status: 404,
      body: { error: { code: "404", message: "Resource not found" } },
    } as const;
    const ask = { path: "/openai/v1/realtime/calls/{id}/hangup", always: true as const };
    const scenario = { ...parseScenario("current-models"), rules: [{ source: "inferred", ask, answer: reply }] };
    const { report } = await run({ probe: ["ga-sip-route"] }, scenario);
    expect(report.results.find(({ cell }) => cell.probe === "ga-sip-route")?.verdict).toBe("no-route");
  });
});

describe("the wire of the current models", () => {
  const framesOf = (probe: string, deployment: string) =>
    outcome(probe, deployment).recording?.attempts.flatMap(({ steps }) => steps.flatMap(({ frames }) => frames)) ?? [];
  const hopsOf = (probe: string, deployment: string) =>
    outcome(probe, deployment).recording?.attempts.flatMap(({ steps }) => steps.flatMap(({ hops }) => hops)) ?? [];

  it("closes what a GPT-Live probe opens", () => {
    for (const probe of ["ga-live", "ga-live-calls"]) {
      const closed = framesOf(probe, "gpt-live-1").some(
        (frame) => frame.kind === "message" && frame.event?.type === "session.closed",
      );
      expect([probe, closed]).toEqual([probe, true]);
    }
  });

  it("sends no event_id to Responses, which knows none", () => {
    const sent = framesOf("responses-websocket", "gpt-5.2").flatMap((frame) =>
      frame.kind === "message" && frame.direction === "sent" ? [frame.event] : [],
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty("event_id");
  });

  it("names the model to Voice Live, and the deployment only with the profile of own models", () => {
    const [first] = hopsOf("voice-live-realtime", "gpt-realtime-2.1");
    expect(first?.url).toContain("model=gpt-realtime-2.1");
    expect(first?.requestHeaders).toContainEqual(["Sec-WebSocket-Protocol", "realtime"]);
    expect(first?.responseHeaders.map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toContain(
      "sec-websocket-protocol: realtime",
    );
    expect(hopsOf("voice-live-own-deployment", "gpt-realtime-2.1")[0]?.url).toContain(
      "profile=byom-azure-openai-realtime",
    );
  });

  it("sends the key to Anthropic's path in its own header, masked in the record", () => {
    const [hop] = hopsOf("anthropic-messages", "claude-sonnet-4-6");
    expect(hop?.requestHeaders.filter(([name]) => /key/i.test(name))).toEqual([
      ["x-api-key", expect.stringMatching(/^REDACTED-apikey/)],
    ]);
  });
});

describe("the default plan of a resource with the current models", () => {
  const probesOf = (deployment: string) =>
    planned.plan.cells
      .filter(({ cell, skip }) => cell.deployment === deployment && cell.control === null && skip === null)
      .map(({ cell }) => cell.probe);

  it.each([
    ["gpt-live-1", ["ga-live", "ga-live-short-path"]],
    ["text-embedding-3-small", ["embeddings-v1", "embeddings-deployment"]],
    ["gpt-5.2-codex", ["responses-v1", "responses-stream", "responses-websocket"]],
    ["gpt-4o-mini-tts", ["speech-v1"]],
  ])("has for %s the probes of its role, and one of each other API", (deployment, own) => {
    const others = ["ga-realtime", "preview-realtime", "chat-completions-deployment"];
    expect(new Set(probesOf(deployment))).toEqual(new Set([...own, ...others]));
  });

  it("has the probes of one role only for the deployments of this role", () => {
    const bound = planned.plan.cells.filter(({ cell }) => NEW.includes(cell.probe) && cell.control === null);
    const probes = new Map(planned.report.probes.map((probe) => [probe.id, probe]));
    // The call of a translation with a resource key is a question about every deployment.
    for (const { cell } of bound.filter(({ cell: { probe } }) => probe !== "ga-translation-calls"))
      expect([cell.id, [probes.get(cell.probe)?.role].flat()]).toEqual([cell.id, expect.arrayContaining([cell.role])]);
  });

  it("has nothing of what only its name selects", () => {
    const all = new Set(planned.plan.cells.map(({ cell }) => cell.probe));
    for (const probe of [
      "ga-live-calls",
      "ga-sip-route",
      "responses-dated",
      "foundry-models-chat",
      "anthropic-messages",
    ]) {
      expect(all.has(probe), probe).toBe(false);
    }
  });
});
