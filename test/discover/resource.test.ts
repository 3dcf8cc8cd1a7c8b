import { afterEach, describe, expect, it } from "vitest";
import { guessDeployments } from "../../src/discover/guess.ts";
import { type Resource, readResource } from "../../src/discover/resource-listing.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import type { RequestRule, Rule } from "../../src/emulator/scenario.ts";
import { readScenario } from "../../src/emulator/scenario-reader.ts";
import { MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import type { Json } from "../../src/model/json.ts";
import { rawPeer, response } from "../support/raw-peer.ts";
import { armAt, roleOf } from "./discovery.ts";

const base = await readScenario("all-supported");
const CHAT = "/openai/deployments/{deployment}/chat/completions";
let running: RunningEmulator | null = null;
afterEach(async () => await running?.close());

async function resourceWith(rules: Rule[], key?: string): Promise<Resource> {
  running = await startEmulator({ scenario: { ...base, rules: [...rules, ...base.rules] } });
  const { vault, wire } = armAt(running.endpoint, "unused-management-token");
  const secret = vault.register(key ?? running.key, "apikey");
  return {
    name: "r",
    origin: running.endpoint,
    basePath: "",
    credential: { credential: { kind: "api-key", secret }, origins: [running.endpoint] },
    userAgent: "test",
    wire,
  };
}

const reply = (path: string, status: number, body: Json): RequestRule => ({
  source: "inferred",
  ask: { path, always: true },
  answer: { kind: "reply", status, body },
});

const listed = (version: string): RequestRule => ({
  source: "inferred",
  ask: { path: "/openai/deployments", query: { "api-version": version }, always: true },
  answer: {
    kind: "reply",
    status: 200,
    body: { object: "list", data: [{ id: "mine", model: "gpt-4o", status: "succeeded", object: "deployment" }] },
  },
});

describe("the lists of a resource", () => {
  it("have models, which are no deployments", async () => {
    const { models, deployments, problems } = await readResource(await resourceWith([]), roleOf);
    expect(models?.slice(0, 2)).toEqual(["gpt-realtime-1.5-2026-02-23", "gpt-realtime-whisper-2026-05-06"]);
    expect({ deployments, problems }).toEqual({ deployments: null, problems: [] });
  });

  it.each(["2022-12-01", "2023-03-15-preview"])("have deployments if api-version %s still answers", async (version) => {
    const { deployments } = await readResource(await resourceWith([listed(version)]), roleOf);
    expect(deployments).toMatchObject([{ name: "mine", model: "gpt-4o", role: "chat", state: "Succeeded" }]);
  });

  it("are not read further if the credential is refused", async () => {
    const { models, problems } = await readResource(await resourceWith([], "0123456789abcdef-wrong"), roleOf);
    expect(models).toBeNull();
    expect(problems).toEqual([
      { scope: "r: GET /openai/v1/models", text: "it was refused with status 401", status: 401, isLimit: false },
    ]);
  });
});

describe("the names of models as guesses of deployments", () => {
  const NAMES = ["gpt-realtime-1.5", "gpt-4o", "gpt-4.1-mini", "gpt-realtime-whisper"];

  it("are kept if the service answers otherwise than for a nonexistent name", async () => {
    const { deployments, tried, problems } = await guessDeployments(await resourceWith([]), NAMES, roleOf);
    expect(deployments.map(({ name, role, model }) => [name, role, model])).toEqual([
      ["gpt-realtime-1.5", "conversation", null],
      ["gpt-4.1-mini", "chat", null],
      ["gpt-realtime-whisper", "transcription", null],
    ]);
    expect({ tried, problems }).toEqual({ tried: 4, problems: [] });
  });

  it.each([
    [401, false],
    [403, false],
    [429, true],
  ])("stop at a response with %i", async (status, isLimit) => {
    const stop = { ...reply(CHAT, status, { error: { code: "x", message: "y" } }) };
    stop.ask = { ...stop.ask, deployment: { model: "gpt-4.1-mini" } };
    const { deployments, tried, problems } = await guessDeployments(await resourceWith([stop]), NAMES, roleOf);
    expect([deployments.length, tried]).toEqual([1, 3]);
    expect(problems).toMatchObject([{ status, isLimit }]);
  });

  it.each<[string, number, Json]>([
    ["a gateway answers everything alike", 404, { statusCode: 404, message: "Resource not found" }],
    ["a nonexistent name is served", 400, { error: { code: "BadRequest", message: "no messages" } }],
  ])("are not made if %s", async (_, status, body) => {
    const { deployments, tried, problems } = await guessDeployments(
      await resourceWith([reply(CHAT, status, body)]),
      NAMES,
      roleOf,
    );
    expect([deployments, tried]).toEqual([[], 0]);
    expect(problems[0]?.text).toBe("a nonexistent name is not refused as such, so it shows nothing about other names");
  });

  it("stop if no response comes, because each further name could take the whole time limit", async () => {
    const resource = await resourceWith([]);
    const peer = await rawPeer((socket, head) => {
      if (!head.includes(MISSING_DEPLOYMENT)) return void socket.destroy();
      socket.end(response("404 Not Found", [], '{"error":{"code":"DeploymentNotFound","message":"m"}}'));
    });
    const { tried, problems } = await guessDeployments({ ...resource, origin: peer.url("http").origin }, NAMES, roleOf);
    await peer.close();
    expect(tried).toBe(1);
    expect(problems).toMatchObject([
      { text: "it stopped after 1 name, because the service did not respond", isLimit: false },
    ]);
  });

  it("are not kept for a fault of the service", async () => {
    const fault = { ...reply(CHAT, 500, { error: { code: "InternalServerError", message: "z" } }) };
    fault.ask = { ...fault.ask, deployment: {} };
    const { deployments, tried } = await guessDeployments(await resourceWith([fault]), NAMES, roleOf);
    expect([deployments, tried]).toEqual([[], 4]);
  });
});
