import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import { ask, open, refused, resource, speak } from "./resource-client.ts";

const SCENARIO = "all-supported";
const SECRETS = "/openai/v1/realtime/client_secrets";
const VERSION = "api-version=2025-04-01-preview";
const TRANSCRIBERS = ["gpt-realtime-whisper", "gpt-4o-transcribe"];
const COMPLETED = "conversation.item.input_audio_transcription.completed";
const OFFER = readFileSync(new URL("../../probes/samples/offer.sdp", import.meta.url));
const WAV = readFileSync(new URL("../../probes/samples/speech.wav", import.meta.url));

const gaSession = (model: string) => ({
  type: "transcription",
  audio: { input: { format: { type: "audio/pcm", rate: 24000 }, turn_detection: null, transcription: { model } } },
});

function form(fields: Record<string, string>, filename: string) {
  const boundary = "aoai-probe-test-boundary";
  const part = (head: string, content: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n"),
    ]);
  const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
  const file = part(`name="file"; filename="${filename}"\r\ncontent-type: audio/wav`, WAV);
  const content = Buffer.concat([...parts, file, Buffer.from(`--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, content };
}

describe.each(TRANSCRIBERS)("%s is served", (model) => {
  it.each(["", `&model=${model}`, `&deployment=${model}`])(
    "on the GA transcription socket with '%s'",
    async (selector) => {
      const running = await resource(SCENARIO);
      const socket = await open(running, `/openai/v1/realtime?intent=transcription${selector}`);
      expect(await socket.next("session.created")).toMatchObject({ session: { type: "transcription" } });
      socket.send({ type: "session.update", session: gaSession(model) });
      expect(await socket.next("session.updated")).toMatchObject({ session: gaSession(model) });
      speak(socket);
      socket.send({ type: "input_audio_buffer.commit" });
      expect(await socket.next(COMPLETED)).toMatchObject({ transcript: SPEECH_TRANSCRIPT });
    },
  );

  it("on the preview socket with both selectors, without a redirect", async () => {
    const running = await resource(SCENARIO);
    const socket = await open(running, `/openai/realtime?${VERSION}&intent=transcription&deployment=${model}`);
    socket.send({ type: "session.update", session: { input_audio_transcription: { model } } });
    await socket.next("transcription_session.updated");
    speak(socket);
    socket.send({ type: "input_audio_buffer.commit" });
    expect(await socket.next(COMPLETED)).toMatchObject({ transcript: SPEECH_TRANSCRIPT });
  });

  it.each([
    ["as OpenAI shapes it", gaSession(model)],
    ["by session.model", { type: "transcription", model }],
  ])("with a GA secret minted %s", async (_, session) => {
    const running = await resource(SCENARIO);
    const minted = await ask(running, SECRETS, {
      json: { expires_after: { anchor: "created_at", seconds: 10 }, session },
    });
    expect(minted).toMatchObject({ status: 200, json: { session: { type: "transcription" } } });
    const credential = { authorization: `Bearer ${String(minted.json.value)}` };
    const socket = await open(running, "/openai/v1/realtime?intent=transcription", { credential });
    speak(socket);
    socket.send({ type: "input_audio_buffer.commit" });
    expect(await socket.next(COMPLETED)).toMatchObject({ transcript: SPEECH_TRANSCRIPT });
  });

  it("by the REST routes", async () => {
    const running = await resource(SCENARIO);
    const answers = [
      await ask(running, `/openai/deployments/${model}/audio/transcriptions?${VERSION}`, {
        body: form({}, "speech.wav"),
      }),
      await ask(running, `/openai/deployments/${model}/audio/translations?${VERSION}`, {
        body: form({}, "speech.wav"),
      }),
      await ask(running, "/openai/v1/audio/transcriptions", { body: form({ model }, "speech.wav") }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, json: { text: SPEECH_TRANSCRIPT } });
  });
});

it("answers a preview conversation in the flat shape", async () => {
  const running = await resource(SCENARIO);
  const minted = await ask(running, `/openai/realtimeapi/sessions?${VERSION}`, {
    json: { model: "gpt-realtime-1.5", modalities: ["text"] },
  });
  const secret = (minted.json.client_secret as { value: string }).value;
  const socket = await open(running, `/openai/realtime?${VERSION}&deployment=gpt-realtime-1.5`, {
    credential: { "api-key": secret },
  });
  const created = await socket.next("session.created");
  expect(created).toMatchObject({
    session: { object: "realtime.session", model: "gpt-realtime-1.5-2026-02-23", modalities: ["text"] },
  });
  expect(created).not.toHaveProperty("session.type");
  socket.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [] } });
  await socket.next("conversation.item.created");
  socket.send({ type: "response.create", response: { modalities: ["text"], max_output_tokens: 64 } });
  expect(await socket.next("response.done")).toMatchObject({ response: { status: "completed", modalities: ["text"] } });
  expect(socket.types()).toContain("response.text.delta");
});

it("takes an SDP offer with a minted secret, and lets the resource's key follow the call", async () => {
  const running = await resource(SCENARIO);
  const session = { type: "realtime", model: "gpt-realtime-1.5", output_modalities: ["text"] };
  const minted = await ask(running, SECRETS, { json: { session } });
  const credential = { authorization: `Bearer ${String(minted.json.value)}` };
  const body = { type: "application/sdp", content: OFFER };
  const call = await ask(running, "/openai/v1/realtime/calls", { body, credential });
  expect(call.status).toBe(201);
  expect(call.text).toMatch(/^v=0\r\n.*m=audio .*m=application /s);
  const id = /\/calls\/(rtc_\w+)$/.exec(call.headers.location ?? "")?.[1];
  const sideband = await open(running, `/openai/v1/realtime?call_id=${id}`);
  sideband.send({ type: "response.create" });
  expect(await sideband.next("response.done")).toMatchObject({ response: { output_modalities: ["text"] } });
  expect((await ask(running, `/openai/v1/realtime/calls/${id}/hangup`)).status).toBe(200);
  expect((await ask(running, `/openai/v1/realtime/calls/${id}/hangup`)).status).toBe(404);
});

it("takes no SDP offer with the resource's own key", async () => {
  const running = await resource(SCENARIO);
  const answer = await ask(running, "/openai/v1/realtime/calls", { body: { type: "application/sdp", content: OFFER } });
  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({ error: { message: "Realtime session ephemeral token is required." } });
});

it("answers SDP offers for translations and on the preview host", async () => {
  const running = await resource(SCENARIO);
  const body = { type: "application/sdp", content: OFFER };
  const translation = await ask(running, "/openai/v1/realtime/translations/calls?model=gpt-realtime-translate", {
    body,
  });
  expect(translation.status).toBe(201);
  const minted = await ask(running, `/openai/realtimeapi/sessions?${VERSION}`, { json: { model: "gpt-realtime-1.5" } });
  const credential = { authorization: `Bearer ${(minted.json.client_secret as { value: string }).value}` };
  expect((await ask(running, "/v1/realtimertc?model=gpt-realtime-1.5", { body, credential })).status).toBe(201);
});

it("mints for a translation and translates with what was minted", async () => {
  const running = await resource(SCENARIO);
  const session = { model: "gpt-realtime-translate", audio: { output: { language: "es" } } };
  const minted = await ask(running, "/openai/v1/realtime/translations/client_secrets", { json: { session } });
  const credential = { authorization: `Bearer ${String(minted.json.value)}` };
  const socket = await open(running, "/openai/v1/realtime/translations?model=gpt-realtime-translate", { credential });
  speak(socket, "session.input_audio_buffer.append");
  expect(await socket.next("session.output_transcript.delta")).toMatchObject({ delta: "El" });
  socket.send({ type: "session.close" });
  await socket.next("session.closed");
  expect(await socket.closed).toEqual({ code: 1000, reason: "" });
});

it("answers chat, responses and the listing of models", async () => {
  const running = await resource(SCENARIO);
  const chat = { model: "gpt-4.1-mini", messages: [{ role: "user", content: "ready?" }] };
  const answers = [
    await ask(running, "/openai/deployments/gpt-4.1-mini/chat/completions?api-version=2024-10-21", { json: chat }),
    await ask(running, "/openai/v1/chat/completions", { json: chat }),
  ];
  for (const { json } of answers) expect(json).toMatchObject({ choices: [{ message: { content: "ready" } }] });
  const response = await ask(running, "/openai/v1/responses", { json: { model: "gpt-4.1-mini", input: "ready?" } });
  expect(response.json).toMatchObject({ status: "completed", output: [{ content: [{ text: "ready" }] }] });
  const models = await ask(running, "/openai/v1/models", { method: "GET" });
  expect(models.json).toMatchObject({ object: "list", data: [{ object: "model" }, {}, {}, {}, {}] });
});

it("opens a Voice Live conversation", async () => {
  const running = await resource(SCENARIO);
  const socket = await open(running, "/voice-live/realtime?api-version=2026-04-10&model=gpt-realtime-1.5");
  socket.send({ type: "response.create", response: { modalities: ["text"] } });
  expect(await socket.next("response.done")).toMatchObject({ response: { status: "completed" } });
});

it("refuses what is documented as refused", async () => {
  const running = await resource(SCENARIO);
  const none = await refused(running, "/openai/v1/realtime");
  expect(none).toMatchObject({
    status: 400,
    json: {
      error: {
        code: "OperationNotSupported",
        message:
          "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.",
      },
    },
  });
  const session = { type: "translation", model: "gpt-realtime-translate" };
  const translation = await ask(running, SECRETS, { json: { session } });
  expect(translation).toMatchObject({ status: 400, json: { error: { code: "InvalidSessionType" } } });
});
