import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/emulator/scenario-folder.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import { MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import { ask, open, refused, resource, speak } from "./resource-client.ts";

const WRONG_MODEL =
  "The realtime operation does not work with the specified model. Please choose different model and try again.";
const NOT_FOUND =
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";
const MINT = "/openai/realtimeapi/transcription_sessions?api-version=2025-04-01-preview";
const PREVIEW_INTENT = "/openai/realtime?api-version=2025-04-01-preview&intent=transcription";
const WHISPER = "gpt-realtime-whisper";
const TRANSLATE = "gpt-realtime-translate";

describe("France Central, 2026-06-10", () => {
  const scenario = "france-central-2026-06-10";

  it("refuses the transcription model on the GA socket with the odd spelling", async () => {
    const running = await resource(scenario);
    const answer = await refused(running, `/openai/v1/realtime?model=${WHISPER}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ error: { code: "OpperationNotSupported", message: WRONG_MODEL } });
    expect(answer.headers).toMatchObject({
      "x-ms-region": "France Central",
      "x-aoai-probe-source": "FR-001",
      "x-aoai-probe-emulator": scenario,
    });
    expect(answer.headers["apim-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("carries a conversation to response.done", async () => {
    const running = await resource(scenario);
    const socket = await open(running, "/openai/v1/realtime?model=gpt-realtime-1.5");
    await socket.next("session.created");
    socket.send({ type: "response.create", response: { output_modalities: ["text"] } });
    const done = await socket.next("response.done");
    expect(done).toMatchObject({ response: { status: "completed", output: [{ content: [{ text: "ready" }] }] } });
    expect(socket.headers["x-aoai-probe-source"]).toBe("FR-002");
  });

  it("refuses a transcription update on a conversation in the words of FR-002, and stays open", async () => {
    const running = await resource(scenario);
    const socket = await open(running, "/openai/v1/realtime?model=gpt-realtime-1.5");
    socket.send({ type: "session.update", event_id: "mine", session: { type: "transcription" } });
    expect(await socket.next("error")).toMatchObject({
      aoai_probe_source: "FR-002",
      error: {
        type: "invalid_request_error",
        code: "invalid_parameter",
        message: "Passing a transcription session update event to a realtime session is not allowed.",
        event_id: "mine",
      },
    });
    socket.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
    await socket.next("session.updated");
  });

  it("transcribes by the transcription model within a conversation", async () => {
    const running = await resource(scenario);
    const socket = await open(running, "/openai/v1/realtime?model=gpt-realtime-1.5");
    const input = { turn_detection: null, transcription: { model: WHISPER } };
    socket.send({ type: "session.update", session: { type: "realtime", audio: { input } } });
    expect(await socket.next("session.updated")).toMatchObject({ session: { audio: { input } } });
    speak(socket);
    socket.send({ type: "input_audio_buffer.commit" });
    expect(await socket.next("conversation.item.input_audio_transcription.completed")).toMatchObject({
      transcript: SPEECH_TRANSCRIPT,
      usage: { type: "duration" },
      aoai_probe_source: "FR-050;elsewhere",
    });
  });

  it("redirects a preview handshake with both selectors to a dead path, with the caller's key", async () => {
    const running = await resource(scenario);
    const query = `api-version=2025-04-01-preview&intent=transcription&deployment=${WHISPER}`;
    const answer = await refused(running, `/openai/realtime?${query}`);
    expect(answer.status).toBe(302);
    expect(answer.headers["x-aoai-probe-source"]).toBe("FR-003");
    const origin = running.endpoint.replace("http", "ws");
    expect(answer.headers.location).toBe(`${origin}/v1/realtime?${query}&api-key=${running.key}`);
    const dead = await refused(running, `/v1/realtime?${query}`);
    expect(dead.status).toBe(404);
    expect(dead.json).toEqual({ error: { code: "404", message: "Resource not found" } });
    expect(dead.headers["x-aoai-probe-source"]).toBe("FR-003");
  });

  it("transcribes on a preview socket opened with a minted secret and no deployment", async () => {
    const running = await resource(scenario);
    const minted = await ask(running, MINT, { json: { input_audio_transcription: { model: WHISPER } } });
    expect(minted.status).toBe(200);
    expect(minted.headers["x-aoai-probe-source"]).toBe("FR-003");
    expect(await transcribeOnPreview(running, minted.json, WHISPER)).toMatchObject({
      type: "conversation.item.input_audio_transcription.completed",
      transcript: SPEECH_TRANSCRIPT,
      aoai_probe_source: "FR-025;elsewhere",
    });
  });
});

describe.each([
  ["east-us-2-2026-06-05", "East US 2"],
  ["sweden-central-2026-06-05", "Sweden Central"],
])("%s", (scenario, region) => {
  it("transcribes by whisper on the preview socket (FR-006)", async () => {
    const running = await resource(scenario);
    const minted = await ask(running, MINT, { json: { input_audio_transcription: { model: WHISPER } } });
    expect(minted).toMatchObject({ status: 200, headers: { "x-aoai-probe-source": "FR-006", "x-ms-region": region } });
    expect(await transcribeOnPreview(running, minted.json, WHISPER)).toMatchObject({
      transcript: SPEECH_TRANSCRIPT,
      aoai_probe_source: "FR-006",
    });
  });

  it("mints for the translation model and refuses it when audio is transcribed (FR-011)", async () => {
    const running = await resource(scenario);
    const minted = await ask(running, MINT, { json: { input_audio_transcription: { model: TRANSLATE } } });
    expect(minted).toMatchObject({ status: 200, headers: { "x-aoai-probe-source": "FR-011" } });
    const failed = await transcribeOnPreview(running, minted.json, TRANSLATE);
    expect(failed).toMatchObject({
      type: "conversation.item.input_audio_transcription.failed",
      error: { type: "server_error", code: "OperationNotSupported" },
      aoai_probe_source: "FR-011",
    });
    expect(failed).toHaveProperty("error.message", `Input transcription failed for item '${String(failed.item_id)}'.`);
  });

  it.each([
    {
      says: "OperationNotSupported of a preview session (FR-007)",
      path: "/openai/realtimeapi/sessions?api-version=2025-04-01-preview",
      json: { model: TRANSLATE, modalities: ["text"] },
      status: 400,
      error: { code: "OperationNotSupported", message: WRONG_MODEL },
      source: "FR-007",
    },
    {
      says: "the same of a GA secret for a conversation (FR-008)",
      path: "/openai/v1/realtime/client_secrets",
      json: { session: { type: "realtime", model: TRANSLATE } },
      status: 400,
      error: { code: "OperationNotSupported", message: WRONG_MODEL },
      source: "FR-008",
    },
    {
      says: "500 of a GA secret for a transcription by session.model (FR-009)",
      path: "/openai/v1/realtime/client_secrets",
      json: { session: { type: "transcription", model: TRANSLATE } },
      status: 500,
      error: { code: "InternalServerError", message: "Internal server error" },
      source: "FR-009",
    },
    {
      says: "InvalidSessionType of a GA secret for a translation (FR-010)",
      path: "/openai/v1/realtime/client_secrets",
      json: { session: { type: "translation", model: TRANSLATE } },
      status: 400,
      error: { code: "InvalidSessionType", message: "Session Type is invalid or not found" },
      source: "FR-010",
    },
    {
      says: "404 of a chat completion, by no code (FR-013)",
      path: `/openai/deployments/${TRANSLATE}/chat/completions?api-version=2024-02-01`,
      json: { messages: [{ role: "user", content: "ready?" }] },
      status: 404,
      error: {
        code: null,
        message: "This is not a chat model and thus not supported in the v1/chat/completions endpoint.",
      },
      source: "FR-013",
    },
    {
      says: "DeploymentNotFound of a translation secret, though it is deployed (FR-015)",
      path: "/openai/v1/realtime/translations/client_secrets",
      json: { session: { model: TRANSLATE, audio: { output: { language: "es" } } } },
      status: 404,
      error: { code: "DeploymentNotFound", message: NOT_FOUND },
      source: "FR-015;elsewhere",
    },
    {
      says: "Resource not found of a translation call (FR-022)",
      path: `/openai/v1/realtime/translations/calls?model=${TRANSLATE}`,
      json: {},
      status: 404,
      error: { code: "404", message: "Resource not found" },
      source: "FR-022;elsewhere",
    },
  ])("answers $says", async ({ path, json, status, error, source }) => {
    const running = await resource(scenario);
    const answer = await ask(running, path, { json });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error });
    expect(answer.headers["x-aoai-probe-source"]).toBe(source);
  });

  it("refuses the translation model on both conversation sockets", async () => {
    const running = await resource(scenario);
    const ga = await refused(running, `/openai/v1/realtime?model=${TRANSLATE}`);
    expect(ga).toMatchObject({
      status: 400,
      json: { error: { code: "OpperationNotSupported", message: WRONG_MODEL } },
    });
    expect(ga.headers["x-aoai-probe-source"]).toBe("FR-021;elsewhere");
    const preview = await refused(running, `/openai/realtime?api-version=2025-04-01-preview&deployment=${TRANSLATE}`);
    expect(preview).toMatchObject({ status: 400, json: { error: { code: "OperationNotSupported" } } });
    expect(preview.headers["x-aoai-probe-source"]).toBe("inferred");
  });

  it("translates on the translation socket as seen elsewhere", async () => {
    const running = await resource(scenario);
    const socket = await open(running, `/openai/v1/realtime/translations?model=${TRANSLATE}`);
    expect(socket.headers["x-aoai-probe-source"]).toBe("FR-017;elsewhere");
    expect(await socket.next("session.created")).toMatchObject({
      session: { type: "translation", model: `${TRANSLATE}-2026-05-06` },
    });
    socket.send({ type: "session.update", session: { audio: { output: { language: "es" } } } });
    await socket.next("session.updated");
    speak(socket, "session.input_audio_buffer.append");
    expect(await socket.next("session.output_transcript.delta")).toMatchObject({
      delta: "El",
      aoai_probe_source: "FR-023;elsewhere",
    });
  });

  it("says DeploymentNotFound of a deployment that cannot exist, at the step that names it", async () => {
    const running = await resource(scenario);
    const missing = { code: "DeploymentNotFound", message: NOT_FOUND };
    const json = { session: { type: "realtime", model: MISSING_DEPLOYMENT } };
    const answers = [
      await refused(running, `/openai/v1/realtime?model=${MISSING_DEPLOYMENT}`),
      await refused(running, `/openai/v1/realtime/translations?model=${MISSING_DEPLOYMENT}`),
      await refused(running, `${PREVIEW_INTENT}&deployment=${MISSING_DEPLOYMENT}`),
      await ask(running, "/openai/v1/realtime/client_secrets", { json }),
      await ask(running, `/openai/deployments/${MISSING_DEPLOYMENT}/chat/completions?api-version=2024-10-21`, {
        json: {},
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({ error: missing });
      expect(answer.headers["x-aoai-probe-source"]).toBe("FR-014");
    }
  });

  it("mints for a deployment that cannot exist and says so when audio is transcribed", async () => {
    const running = await resource(scenario);
    const minted = await ask(running, MINT, { json: { input_audio_transcription: { model: MISSING_DEPLOYMENT } } });
    expect(minted.status).toBe(200);
    expect(await transcribeOnPreview(running, minted.json, MISSING_DEPLOYMENT)).toMatchObject({
      type: "conversation.item.input_audio_transcription.failed",
      error: { code: "DeploymentNotFound", message: NOT_FOUND },
      aoai_probe_source: "FR-053;elsewhere",
    });
  });
});

it("names every scenario file after its scenario, in order", () => {
  const names = scenarioNames();
  expect(names.map((name) => parseScenario(name).name)).toEqual(names);
  expect(names).toEqual([...names].sort());
});

async function transcribeOnPreview(
  running: Awaited<ReturnType<typeof resource>>,
  minted: Record<string, unknown>,
  model: string,
) {
  expect(minted).toMatchObject({ object: "realtime.transcription_session" });
  const secret = (minted.client_secret as { value: string }).value;
  const socket = await open(running, PREVIEW_INTENT, { credential: { "api-key": secret } });
  await socket.next("transcription_session.created");
  const session = { input_audio_transcription: { model }, turn_detection: null };
  socket.send({ type: "transcription_session.update", session });
  expect(await socket.next("transcription_session.updated")).toMatchObject({ session });
  speak(socket);
  socket.send({ type: "input_audio_buffer.commit" });
  await socket.next("input_audio_buffer.committed");
  const stem = "conversation.item.input_audio_transcription";
  return await socket.next(`${stem}.completed`, `${stem}.failed`);
}
