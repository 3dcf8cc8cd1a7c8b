import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { parseReport } from "../../src/conclusion/index.ts";
import type { Cause } from "../../src/model/cause.ts";
import { isJsonObject, type JsonObject } from "../../src/model/json.ts";
import type { Attempt, CloseFrame } from "../../src/model/recording.ts";
import type { Report } from "../../src/model/report.ts";
import { findExemptions, type ReplayedTarget, type RunningReplay, startReplay } from "../../src/replay/index.ts";
import { buildCli, finished, startCli } from "../support/built-cli.ts";
import { EMBEDDED_JSON } from "../support/embedded-report.ts";

const FILE = EMBEDDED_JSON;
const WHISPER = "gpt-realtime-whisper";
const GA = "/openai/v1/realtime";

let report: Report;
let running: RunningReplay | null = null;

beforeAll(() => {
  report = parseReport(readFileSync(FILE, "utf8"));
});

afterEach(async () => {
  await running?.close();
  running = null;
});

async function target(name: string, given: Report = report): Promise<ReplayedTarget> {
  running = await startReplay({ report: given });
  const found = running.targets.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the report has no target ${name}`);
  return found;
}

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
}

function ask(
  place: ReplayedTarget,
  path: string,
  json: JsonObject | null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((done, failed) => {
    const outgoing = request(
      `${place.endpoint}${path}`,
      {
        method: json === null ? "GET" : "POST",
        agent: false,
        headers: { "api-key": place.key, "content-type": "application/json", ...headers },
      },
      (incoming) => readAll(incoming).then(done, failed),
    );
    outgoing.on("error", failed);
    outgoing.end(json === null ? "" : JSON.stringify(json));
  });
}

async function readAll(incoming: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) if (Buffer.isBuffer(part)) parts.push(part);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(parts).toString() };
}

/** A handshake that is refused. */
function knock(place: ReplayedTarget, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((done, failed) => {
    const socket = new WebSocket(`${place.endpoint.replace(/^http/, "ws")}${path}`, { headers });
    socket.on("unexpected-response", (_, response) => readAll(response).then(done, failed));
    socket.on("open", () => failed(new Error("the handshake was accepted")));
    socket.on("error", failed);
  });
}

interface Talk {
  events: JsonObject[];
  close: { code: number; reason: string };
}

/** Opens a socket, sends the next of these events after each event that is waited for, and closes behind the last. */
function talk(
  place: ReplayedTarget,
  path: string,
  headers: Record<string, string>,
  turns: [send: JsonObject, until: string][],
): Promise<Talk> {
  return new Promise((done, failed) => {
    const socket = new WebSocket(`${place.endpoint.replace(/^http/, "ws")}${path}`, { headers });
    const events: JsonObject[] = [];
    let turn = -1;
    const next = () => {
      turn += 1;
      const sent = turns[turn]?.[0];
      if (sent === undefined) socket.close(1000);
      else socket.send(JSON.stringify(sent));
    };
    socket.on("message", (data) => {
      const event: JsonObject = JSON.parse(String(data));
      events.push(event);
      if (event.type === (turn === -1 ? "session.created" : turns[turn]?.[1])) next();
    });
    socket.on("close", (code, reason) => done({ events, close: { code, reason: String(reason) } }));
    socket.on("unexpected-response", (_, response) => failed(new Error(`refused with ${response.statusCode}`)));
    socket.on("error", failed);
  });
}

/** What the probe of a conversation says, and waits for. */
function chat(): [JsonObject, string][] {
  const steps = report.probes.find(({ id }) => id === "ga-realtime")?.steps ?? [];
  return steps.flatMap(({ send, expect: wait }): [JsonObject, string][] => {
    return send === undefined ? [] : [[send, [wait?.event ?? []].flat()[0] ?? ""]];
  });
}

describe("a report that is played back", () => {
  it("refuses in the recorded words, with ids of its own and the marks of the emulator that answered", async () => {
    const place = await target("france-central");
    const refused = () =>
      knock(place, `${GA}?model=${WHISPER}`, { "api-key": place.key, "x-ms-client-request-id": "mine" });
    const [one, other] = [await refused(), await refused()];
    expect(one.status).toBe(400);
    expect(JSON.parse(one.text)).toMatchObject({ error: { code: "OpperationNotSupported" } });
    expect(one.headers).toMatchObject({
      "x-aoai-probe-emulator": "france-central-2026-06-10",
      "x-aoai-probe-source": "FR-001",
      "x-ms-region": "France Central",
      "x-ms-client-request-id": "mine",
    });
    expect(one.headers["apim-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(readFileSync(FILE, "utf8")).not.toContain(String(one.headers["apim-request-id"]));
    expect(other.headers["apim-request-id"]).not.toBe(one.headers["apim-request-id"]);
  });

  it("redirects to its own listener, with its own key in the Location", async () => {
    const place = await target("france-central");
    const query = `api-version=2025-04-01-preview&intent=transcription&deployment=${WHISPER}`;
    const answer = await knock(place, `/openai/realtime?${query}`, { "api-key": place.key });
    expect(answer.status).toBe(302);
    const origin = place.endpoint.replace(/^http/, "ws");
    expect(answer.headers.location).toBe(`${origin}/v1/realtime?${query}&api-key=${place.key}`);
    const followed = await knock(place, `/v1/realtime?${query}`, { "api-key": place.key });
    expect(followed).toMatchObject({ status: 404 });
  });

  it("carries a client of another make to response.done with the key as a bearer", async () => {
    const place = await target("france-central");
    const { events } = await talk(
      place,
      `${GA}?model=gpt-realtime-1.5`,
      { authorization: `Bearer ${place.key}` },
      chat(),
    );
    const done = events.find((event) => event.type === "response.done");
    expect(done).toMatchObject({ response: { status: "completed", output: [{ content: [{ text: "ready" }] }] } });
    const ids = events.map((event) => event.event_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("names the client's own event in an error, whatever it was called when it was recorded", async () => {
    const place = await target("france-central");
    const update = report.probes.find(({ id }) => id === "ga-realtime-transcription-update");
    const sent = update?.steps.find((step) => step.send !== undefined)?.send;
    if (sent === undefined) throw new Error("the probe sends nothing");
    const text = JSON.stringify(sent).replaceAll("{deployment}", "gpt-realtime-1.5");
    const { events } = await talk(place, `${GA}?model=gpt-realtime-1.5`, { "api-key": place.key }, [
      [{ ...JSON.parse(text), event_id: "my-own" }, "error"],
    ]);
    expect(events.at(-1)).toMatchObject({ error: { code: "invalid_parameter", event_id: "my-own" } });
  });

  it("mints a secret of its own, which opens what the recorded one opened", async () => {
    const place = await target("east-us-2");
    const body = { input_audio_transcription: { model: WHISPER } };
    const version = "api-version=2025-04-01-preview";
    const minted = await ask(place, `/openai/realtimeapi/transcription_sessions?${version}`, {
      ...bodyOf("preview-transcription-session", body),
    });
    expect(minted.status).toBe(200);
    const { client_secret } = JSON.parse(minted.text);
    expect(client_secret.value).toMatch(/^ek_/);
    expect(client_secret.expires_at * 1000).toBeGreaterThan(Date.now());
    const open = (secret: string) =>
      talk(place, `/openai/realtime?${version}&intent=transcription`, { "api-key": secret }, []);
    await expect(open("ek_of_somebody_else")).rejects.toThrow("refused with 501");
    const socket = new WebSocket(
      `${place.endpoint.replace(/^http/, "ws")}/openai/realtime?${version}&intent=transcription`,
      {
        headers: { "api-key": client_secret.value },
      },
    );
    const first = await new Promise((done, failed) => {
      socket.once("message", (data) => done(JSON.parse(String(data)).type));
      socket.once("error", failed);
    });
    socket.terminate();
    expect(first).toBe("transcription_session.created");
  });

  it("answers what was never asked with 501, a sentence, and no mark of the service", async () => {
    const place = await target("france-central");
    for (const answer of [
      await ask(place, "/openai/v1/assistants", null),
      await ask(place, "/openai/v1/models", null, { "api-key": "wrong" }),
      await knock(place, `${GA}?model=gpt-5`, { "api-key": place.key }),
    ]) {
      expect(answer.status).toBe(501);
      expect(answer.text).toMatch(/^The replayed report contains no .*\.\n$/);
      const names = Object.keys(answer.headers);
      expect(names.filter((name) => /^(apim|x-ms|x-request)/.test(name))).toEqual([]);
      expect(answer.headers["x-aoai-probe-emulator"]).toMatch(/^replay-of-/);
    }
  });

  it("closes with a reason if a client says what no recording has", async () => {
    const place = await target("france-central");
    const said: [JsonObject, string][] = [
      [{ type: "response.create", response: { instructions: "sing" } }, "response.done"],
    ];
    const { close } = await talk(place, `${GA}?model=gpt-realtime-1.5`, { "api-key": place.key }, said);
    expect(close).toEqual({ code: 4501, reason: expect.stringContaining("No recording") });
  });

  it("marks a recording of a real resource as played back", async () => {
    const text = JSON.stringify(report).replace(/\["x-aoai-probe-emulator","[^"]*"\],?/g, "");
    const place = await target("france-central", parseReport(text));
    const answer = await knock(place, `${GA}?model=${WHISPER}`, { "api-key": place.key });
    expect(answer.headers["x-aoai-probe-emulator"]).toBe(`replay-of-${report.run.id}`);
  });
});

const CELL = "france-central/gpt-realtime-1.5/ga-realtime";
const MINT_500 = "east-us-2/gpt-realtime-translate/ga-client-secret-transcription-model";

/** The report with one cell alone, its attempts changed. */
function only(cell: string, change: (attempts: Attempt[]) => Attempt[]): Report {
  const results = report.results.flatMap((result) => {
    if (result.cell.id !== cell || result.recording === null) return [];
    return [{ ...result, recording: { ...result.recording, attempts: change(result.recording.attempts) } }];
  });
  expect(results).toHaveLength(1);
  return { ...report, results };
}

/** A conversation that ended right after its session was created. */
function endedBy(end: Partial<CloseFrame>): Report {
  const frame: CloseFrame = {
    kind: "close",
    at: 9e9,
    by: "peer",
    code: null,
    reason: "",
    transport: "fin",
    failure: null,
    ...end,
  };
  return only(CELL, (attempts) =>
    attempts.map((attempt) => ({
      ...attempt,
      steps: attempt.steps
        .slice(0, 2)
        .map((step, index) => ({ ...step, frames: index === 1 ? [...step.frames.slice(0, 1), frame] : [] })),
    })),
  );
}

/** A handshake that had no answer, for this reason. */
function unanswered(cause: Cause, code: string | null = null): Report {
  return only(CELL, (attempts) =>
    attempts.map((attempt) => ({
      ...attempt,
      steps: attempt.steps.slice(0, 1).map((step) => ({
        ...step,
        hops: step.hops.map((hop) => ({
          ...hop,
          status: null,
          failure: { cause, code, phase: "headers", text: cause },
        })),
      })),
    })),
  );
}

describe("an end that was recorded", () => {
  const path = `${GA}?model=gpt-realtime-1.5`;
  /** How the socket ended for a client: its close code, or the error before it. */
  const ending = (place: ReplayedTarget) =>
    new Promise<string>((done) => {
      const socket = new WebSocket(`${place.endpoint.replace(/^http/, "ws")}${path}`, {
        headers: { "api-key": place.key },
      });
      const seen: string[] = [];
      socket.on("message", (data) => seen.push(JSON.parse(String(data)).type));
      socket.on("error", (error) => seen.push(error.message));
      socket.on("close", (code, reason) => done([...seen, `${code} ${reason}`].join(" · ")));
    });

  it.each<[string, Partial<CloseFrame>, string]>([
    ["a close with code and reason", { code: 1011, reason: "overloaded" }, "session.created · 1011 overloaded"],
    ["an end without a close frame", {}, "session.created · 1006 "],
    ["a reset", { transport: "reset" }, "session.created · 1006 "],
  ])("is given again: %s", async (_, end, wanted) => {
    expect(await ending(await target("france-central", endedBy(end)))).toBe(wanted);
  });

  it.each<["fin" | "reset", string]>([
    ["fin", "end"],
    ["reset", "ECONNRESET"],
  ])("is a %s on the connection where it was one", async (transport, wanted) => {
    const place = await target("france-central", endedBy({ transport }));
    const how = await new Promise((done, failed) => {
      const headers = {
        "api-key": place.key,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      };
      const outgoing = request(`${place.endpoint}${path}`, { headers, agent: false });
      outgoing.on("upgrade", (_response, socket) => {
        socket.on("error", (error) => done("code" in error ? error.code : error.message));
        socket.on("end", () => done("end"));
        socket.resume();
      });
      outgoing.on("error", failed);
      outgoing.end();
    });
    expect(how).toBe(wanted);
  });

  it("is given again if the answer itself was missing", async () => {
    const place = await target("france-central", unanswered("tcp.closed.awaiting-headers"));
    expect(await ending(place)).toBe("socket hang up · 1006 ");
  });

  it("is silence if there was silence, until somebody ends it", async () => {
    const place = await target("france-central", unanswered("ws.handshake.timeout"));
    const silent = ending(place);
    expect((await ask(place, "/openai/v1/assistants", null)).status).toBe(501);
    await running?.close();
    expect(await silent).toBe("socket hang up · 1006 ");
  });

  it("is not given again below HTTP, and the cell is listed", async () => {
    const given = unanswered("tls.cert.expired", "CERT_HAS_EXPIRED");
    expect(findExemptions(given)).toEqual([{ cell: CELL, why: "below HTTP" }]);
    const place = await target("france-central", given);
    expect(await knock(place, path, { "api-key": place.key })).toMatchObject({ status: 501 });
  });
});

describe("several attempts of a cell", () => {
  it("play in their order, and the last repeats", async () => {
    const third = (attempts: Attempt[]) =>
      attempts.map((attempt, index) => ({
        ...attempt,
        steps: attempt.steps.map((step) => ({
          ...step,
          hops: step.hops.map((hop) => ({ ...hop, status: 500 + index })),
        })),
      }));
    const place = await target("east-us-2", only(MINT_500, third));
    const sent = report.results.find(({ cell }) => cell.id === MINT_500)?.recording?.attempts[0]?.steps[0]?.hops[0]
      ?.requestBody?.json;
    if (sent === undefined || !isJsonObject(sent)) throw new Error("the mint has no body");
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await ask(place, `${GA}/client_secrets`, sent)).status);
    expect(statuses).toEqual([500, 501, 502, 502, 502]);
  });
});

describe("hosts of a target", () => {
  it("have a listener each, which answers what its host was asked", async () => {
    const other = "https://francecentral.realtimeapi-preview.ai.azure.com";
    const [first, ...rest] = report.targets;
    if (first === undefined) throw new Error("the report has no target");
    const place = await target(first.name, {
      ...report,
      targets: [{ ...first, hosts: { ...first.hosts, webrtc: other } }, ...rest],
    });
    expect(place.hosts["voice-live"]).toBe(place.endpoint);
    expect(place.hosts.webrtc).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(place.hosts.webrtc).not.toBe(place.endpoint);
    expect((await ask(place, "/openai/v1/models", null)).status).toBe(200);
    expect((await ask({ ...place, endpoint: place.hosts.webrtc ?? "" }, "/openai/v1/models", null)).status).toBe(501);
  });
});

/** The body that a probe's mint has, with the members of the given one in place of its own. */
function bodyOf(probe: string, given: JsonObject): JsonObject {
  const json = report.probes.find(({ id }) => id === probe)?.steps[0]?.json ?? {};
  return { ...json, ...given };
}

describe("emulate --from", () => {
  beforeAll(buildCli);

  it("prints one line that names every target, and serves over TLS", async () => {
    const child = startCli(["emulate", "--from", FILE, "--tls"]);
    const end = finished(child);
    const line = await new Promise<JsonObject>((done) => {
      child.stdout?.once("data", (text) => done(JSON.parse(String(text))));
    });
    expect(line.targets).toMatchObject([
      { target: "france-central" },
      { target: "east-us-2" },
      { target: "sweden-central" },
    ]);
    expect(JSON.stringify(line.targets)).toMatch(/"endpoint":"https:\/\/127\.0\.0\.1:\d+"/);
    expect(line.certificate).toContain("BEGIN CERTIFICATE");
    child.stdin?.end();
    expect((await end).code).toBe(0);
  });

  it("refuses a scenario with it, and a file that is no report", async () => {
    const both = await finished(ended(startCli(["emulate", "all-supported", "--from", FILE])));
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining("exclude each other") });
    const none = await finished(ended(startCli(["emulate", "--from", "there-is-none.json"])));
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there-is-none.json: no such file"),
    });
  });

  it.each([
    ["--latency", "soon", "--latency: expects a duration"],
    ["--fault", "fire", `--fault does not accept "fire". Use one of "5xx", "drop", "stall"`],
    ["--handshakes", "0", "--handshakes: expects a number per minute"],
  ])("refuses %s %s, with what is expected", async (flag, value, sentence) => {
    const result = await finished(ended(startCli(["emulate", flag, value])));
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });
});

function ended(child: ReturnType<typeof startCli>) {
  child.stdin?.end();
  return child;
}
