import { beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Result } from "../../src/model/report.ts";
import { type LineRun, runLine, targetOf } from "../support/embedded.ts";

/*
 * Every probe of the current models runs against the emulator: with a deployment of its role to its result, and with a
 * nonexistent or another deployment to its refusal.
 */

const NEW = `ga-live ga-live-short-path ga-live-calls voice-live-realtime voice-live-own-deployment
ga-translation-calls-minted ga-calls-multipart responses-websocket chat-completions-max-tokens chat-completions-stream
responses-stream responses-dated foundry-models-chat embeddings-v1 embeddings-deployment speech-v1 anthropic-messages
ga-sip-route`.split(/\s+/);

let named: Result[];
let planned: LineRun;

async function run(options: { probe?: string[]; deployment?: string[] }): Promise<LineRun> {
  const emulator = await startEmulator({ scenario: "current-models" });
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

describe("a probe of the current models returns its result", () => {
  it.each([
    ["ga-live", "gpt-live-1"],
    ["ga-live-short-path", "gpt-live-1"],
    ["voice-live-realtime", "gpt-realtime-2.1"],
    ["voice-live-own-deployment", "gpt-realtime-2.1"],
    ["ga-calls-multipart", "gpt-realtime-2.1"],
    ["responses-websocket", "gpt-5.2"],
    ["chat-completions-stream", "gpt-5.2"],
    ["responses-stream", "gpt-5.2"],
    ["responses-dated", "gpt-5.2"],
    ["foundry-models-chat", "gpt-5.2"],
    ["embeddings-v1", "text-embedding-3-small"],
    ["embeddings-deployment", "text-embedding-3-small"],
    ["speech-v1", "gpt-4o-mini-tts"],
    ["anthropic-messages", "claude-sonnet-4-6"],
  ])("%s with %s", (probe, deployment) => {
    expect(outcome(probe, deployment)).toMatchObject({ verdict: "supported", cause: "result.received" });
  });

  it.each([
    ["ga-live-calls", "gpt-live-1"],
    ["ga-translation-calls-minted", "gpt-realtime-translate"],
  ])("as far as it can prove one: %s with %s", (probe, deployment) => {
    expect(outcome(probe, deployment)).toMatchObject({ verdict: "partial", cause: "result.unprovable" });
  });
});

describe("a probe of the current models is refused", () => {
  const NO_DEPLOYMENT = NEW.filter((probe) => probe !== "ga-sip-route");

  it.each(NO_DEPLOYMENT)("%s with a nonexistent deployment", (probe) => {
    const controls = named.filter(({ cell }) => cell.probe === probe && cell.control === "missing-deployment");
    expect(controls.length).toBeGreaterThan(0);
    for (const control of controls) expect(control.verdict, control.cell.id).toBe("not-deployed");
  });

  it.each([
    ["ga-live", "gpt-5.2"],
    ["ga-live-calls", "gpt-5.2"],
    ["voice-live-own-deployment", "gpt-5.2"],
    ["ga-calls-multipart", "gpt-5.2"],
    ["ga-translation-calls-minted", "gpt-5.2"],
    ["responses-websocket", "gpt-realtime-2.1"],
    ["chat-completions-stream", "gpt-realtime-2.1"],
    ["responses-stream", "gpt-realtime-2.1"],
    ["responses-dated", "gpt-realtime-2.1"],
    ["foundry-models-chat", "gpt-realtime-2.1"],
    ["embeddings-v1", "gpt-5.2"],
    ["embeddings-deployment", "gpt-5.2"],
    ["speech-v1", "gpt-5.2"],
    ["anthropic-messages", "gpt-5.2"],
  ])("%s with %s, whose role it does not have", (probe, deployment) => {
    expect(outcome(probe, deployment)).toMatchObject({ verdict: "unsupported" });
  });

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
    ["gpt-4o-mini-tts", ["speech-v1"]],
  ])("has for %s the probes of its role, and one of each other API", (deployment, own) => {
    const others = ["ga-realtime", "preview-realtime", "chat-completions-deployment"];
    expect(new Set(probesOf(deployment))).toEqual(new Set([...own, ...others]));
  });

  it("has the probes of one role only for the deployments of this role", () => {
    const bound = planned.plan.cells.filter(({ cell }) => NEW.includes(cell.probe) && cell.control === null);
    const probes = new Map(planned.report.probes.map((probe) => [probe.id, probe]));
    for (const { cell } of bound)
      expect([cell.id, [probes.get(cell.probe)?.role].flat()]).toEqual([cell.id, [cell.role]]);
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
