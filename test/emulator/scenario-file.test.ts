import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { ask, open, refused, resource } from "./resource-client.ts";

const HEAD = `name: mine
deployments:
  - { model: gpt-realtime, version: 2025-08-28, role: conversation }
  - { model: gpt-4.1-mini, version: 2025-04-14, role: chat }
`;

/** Writes a scenario file of a user; its path. */
function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "aoai-probe-scenario-")), "mine.yaml");
  writeFileSync(file, text);
  return file;
}

describe("a scenario file", () => {
  it("needs a name and a deployment only, and then answers as documented", () => {
    const scenario = parseScenario(written(HEAD));
    expect(scenario).toMatchObject({ name: "mine", region: "Emulated", date: null });
    expect(scenario.deployments[1]).toEqual({
      name: "gpt-4.1-mini",
      model: "gpt-4.1-mini",
      version: "2025-04-14",
      sku: "GlobalStandard",
      role: "chat",
    });
    expect(scenario.rules.every(({ source }) => source.endsWith(";elsewhere"))).toBe(true);
  });

  it("answers requests as its rules say: reply, redirect, as, accept", async () => {
    const file = written(`${HEAD}
rules:
  - request: { path: /openai/v1/chat/completions, deployment: { role: chat } }
    reply: { status: 503, headers: { retry-after: "1" }, body: { error: { code: busy, message: Try later } } }
  - request: { transport: websocket, path: /openai/realtime }
    redirect: { status: 302, path: /v1/realtime }
  - request: { path: /v1/models, always: true }
    as: /openai/v1/models
  - request: { path: /openai/v1/responses, refused: wrong-model }
    accept: true
`);
    const running = await resource(file);
    const chat = await ask(running, "/openai/v1/chat/completions", { json: { model: "gpt-4.1-mini", messages: [] } });
    expect(chat).toMatchObject({ status: 503, headers: { "retry-after": "1" }, json: { error: { code: "busy" } } });
    expect(chat.headers["x-aoai-probe-source"]).toBe("inferred");
    const moved = await refused(running, "/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime");
    expect(moved.headers.location).toContain("/v1/realtime?api-version=");
    expect(await ask(running, "/v1/models", { method: "GET" })).toMatchObject({ json: { object: "list" } });
    const accepted = await ask(running, "/openai/v1/responses", { json: { model: "gpt-realtime", input: "x" } });
    expect(accepted.status).toBe(200);
  });

  it("answers events as its rules say: replace, add, drop, close, error", async () => {
    const file = written(`${HEAD}
rules:
  - event: { type: session.created }
    add: { type: error, fields: { error: { code: late, message: Not today } } }
  - event: { type: response.created }
    drop: true
  - event: { type: response.done }
    replace: { type: response.gone, fields: { why: none } }
  - event: { type: session.updated }
    close: { code: 1011, reason: gone }
  - client-event: { type: session.update, body: { session.type: transcription } }
    error: { code: invalid_value, message: No transcription here }
`);
    const running = await resource(file);
    const socket = await open(running, "/openai/v1/realtime?model=gpt-realtime");
    expect(await socket.next("error")).toMatchObject({ error: { code: "late" } });
    socket.send({ type: "session.update", session: { type: "transcription" } });
    expect(await socket.next("error")).toMatchObject({ error: { code: "invalid_value", param: null } });
    socket.send({ type: "response.create", response: { output_modalities: ["text"] } });
    expect(await socket.next("response.gone")).toMatchObject({ why: "none" });
    expect(socket.types()).not.toContain("response.created");
    socket.send({ type: "session.update", session: { type: "realtime" } });
    expect(await socket.closed).toMatchObject({ code: 1011, reason: "gone" });
  });

  it("may use the built-in field reports", () => {
    const { rules } = parseScenario(written(`${HEAD}\nrules:\n  - reports-elsewhere: [FR-003, FR-001]\n`));
    expect(rules.slice(0, 4).map(({ source }) => source)).toEqual([
      "FR-003;elsewhere",
      "FR-003;elsewhere",
      "FR-003;elsewhere",
      "FR-001;elsewhere",
    ]);
  });
});

const RULE = "  - request: { path: /openai/v1/models }\n";

describe("a scenario file with a mistake", () => {
  it.each([
    ["a missing name", HEAD.replace("name: mine\n", ""), /:1:1: 'name': /],
    ["a name that no cell id may have", HEAD.replace("mine", "My resource"), /:1:7: 'name': must have up to 60 /],
    ["an unknown role", HEAD.replace("role: chat ", "role: chatty "), /:4:55: 'deployments\.1\.role': /],
    [
      "one deployment twice",
      HEAD.replace("gpt-4.1-mini", "gpt-realtime"),
      /:4:5: 'deployments\.1': names a deployment/,
    ],
    ["an unknown key", `${HEAD}rules:\n${RULE}    answer: 1\n`, /:7:13: 'rules\.0\.answer': is not a known key/],
    [
      "a rule about nothing",
      `${HEAD}rules:\n  - drop: true\n`,
      /:6:5: 'rules\.0': has no subject: add one of request,/,
    ],
    [
      "a rule about two things",
      `${HEAD}rules:\n${RULE}    event: { type: x }\n`,
      /:7:5: 'rules\.0\.event': does not go/,
    ],
    [
      "an action of another subject",
      `${HEAD}rules:\n${RULE}    drop: true\n`,
      /:7:11: 'rules\.0\.drop': does not go with 'request': use reply, redirect, as, accept/,
    ],
    [
      "two actions",
      `${HEAD}rules:\n${RULE}    as: /x\n    accept: true\n`,
      /:8:13: 'rules\.0\.accept': does not go with 'as': keep one/,
    ],
    [
      "a client event without an error",
      `${HEAD}rules:\n  - client-event: { type: x }\n`,
      /:6:5: .* has no error: add /,
    ],
    [
      "a report without rules",
      `${HEAD}rules:\n  - reports: [FR-999]\n`,
      /:6:5: 'rules\.0\.reports': names FR-999, which/,
    ],
    [
      "a header that cannot be sent",
      `${HEAD}rules:\n${RULE}    reply: { status: 200, headers: { a: "\\n" } }\n`,
      /'rules\.0\.reply\.headers'/,
    ],
    ["broken YAML", `${HEAD}rules: [\n`, /:5:8: not valid YAML: the \[ that opens here is never closed/],
  ])("is refused for %s, with file, line and key", (_, text, message) => {
    const file = written(text);
    expect(() => parseScenario(file)).toThrow(message);
    expect(() => parseScenario(file)).toThrow(file);
  });

  it("names the known scenarios if it does not exist", () => {
    expect(() => parseScenario("atlantis")).toThrow(/'atlantis' is no scenario: use .* one of all-supported, /);
    expect(() => parseScenario("/nowhere/atlantis.yaml")).toThrow("/nowhere/atlantis.yaml");
  });
});

describe("the command line", () => {
  beforeAll(buildCli);

  it("serves a user's scenario file", async () => {
    const { code, stdout } = await callCli(["emulate", written(HEAD)]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: "mine", deployments: ["gpt-realtime", "gpt-4.1-mini"] });
  });

  it("runs against a user's scenario file", async () => {
    const { code, stdout } = await callCli(["run", "--emulate", written(HEAD), "--probe", "models-v1", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ run: { emulated: ["mine"] }, targets: [{ name: "mine" }] });
  });

  it("ends with exit code 2 for a scenario file with a mistake", async () => {
    const file = written(HEAD.replace("role: chat ", "role: chatty "));
    for (const args of [
      ["emulate", file],
      ["run", "--emulate", file],
    ]) {
      const { code, stdout, stderr } = await callCli(args);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`${file}:4:55: 'deployments.1.role'`);
    }
  });
});
