import { describe, expect, it } from "vitest";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import { open, resource, SPEECH, speak } from "./resource-client.ts";

const GA = "/openai/v1/realtime?model=gpt-realtime-1.5";
const PREVIEW = "/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime-1.5";
const INTENT = "/openai/v1/realtime?intent=transcription";
const silence = (ms: number) => Buffer.alloc(ms * 48).toString("base64");

async function opened(path: string) {
  const socket = await open(await resource("all-supported"), path);
  await socket.next("session.created", "transcription_session.created");
  return socket;
}

it("gives a GA text turn in the documented order", async () => {
  const socket = await opened(GA);
  socket.send({
    type: "conversation.item.create",
    item: { type: "message", role: "user", content: [{ type: "input_text", text: "ready?" }] },
  });
  socket.send({ type: "response.create", response: { output_modalities: ["text"] } });
  await socket.next("rate_limits.updated");
  expect(socket.types()).toEqual([
    "session.created",
    "conversation.item.added",
    "conversation.item.done",
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "conversation.item.done",
    "response.output_item.done",
    "response.done",
    "rate_limits.updated",
  ]);
  const ids = socket.events.map((event) => event.event_id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("gives a spoken turn with its transcript where audio is asked for", async () => {
  const socket = await opened(GA);
  socket.send({ type: "response.create", response: { output_modalities: ["audio"] } });
  expect(await socket.next("response.output_audio_transcript.delta")).toMatchObject({ delta: "ready" });
  expect(String((await socket.next("response.output_audio.delta")).delta)).toHaveLength(12800);
  expect(await socket.next("response.done")).toMatchObject({
    response: {
      output: [{ content: [{ type: "output_audio", transcript: "ready" }] }],
      usage: { output_token_details: {} },
    },
  });
});

describe("a session update", () => {
  it.each([
    [GA, {}, "missing_required_parameter", "Missing required parameter: 'session.type'.", "FR-105;elsewhere"],
    [
      GA,
      { type: "realtime", modalities: ["text"] },
      "unknown_parameter",
      "Unknown parameter: 'session.modalities'.",
      "inferred",
    ],
    [
      INTENT,
      { type: "realtime" },
      "invalid_parameter",
      "Passing a realtime session update event to a transcription session is not allowed.",
      "FR-102;elsewhere",
    ],
    [PREVIEW, { type: "realtime" }, "unknown_parameter", "Unknown parameter: 'session.type'.", "FR-034;elsewhere"],
    [
      PREVIEW,
      { target_languages: ["es"] },
      "unknown_parameter",
      "Unknown parameter: 'session.target_languages'.",
      "inferred",
    ],
  ])("on %s of %j is refused: %s", async (path, session, code, message, source) => {
    const socket = await opened(path);
    socket.send({ type: "session.update", event_id: "ours", session });
    expect(await socket.next("error")).toMatchObject({
      error: { type: "invalid_request_error", code, message, event_id: "ours" },
      aoai_probe_source: source,
    });
  });

  it.each([
    [{ output_modalities: [] }],
    [{ output_modalities: ["text", "audio"] }],
    [{ audio: { input: { format: { type: "audio/pcm", rate: 16000 } } } }],
  ])("of GA settings that no session may have is refused: %j", async (settings) => {
    const socket = await opened(GA);
    socket.send({ type: "session.update", session: { type: "realtime", ...settings } });
    expect(await socket.next("error")).toMatchObject({ error: { code: "invalid_value" } });
  });

  it("that asks whisper for voice detection is refused, and of another model accepted", async () => {
    const socket = await opened(INTENT);
    const session = (model: string) => ({
      type: "transcription",
      audio: { input: { transcription: { model }, turn_detection: { type: "server_vad" } } },
    });
    socket.send({ type: "session.update", session: session("gpt-realtime-whisper") });
    expect(await socket.next("error")).toMatchObject({ error: { param: "session.audio.input.turn_detection" } });
    socket.send({ type: "session.update", session: session("gpt-4o-transcribe") });
    expect(await socket.next("session.updated")).toMatchObject({
      session: { audio: { input: { turn_detection: { type: "server_vad", silence_duration_ms: 200 } } } },
    });
  });

  it("keeps what it does not name", async () => {
    const socket = await opened(GA);
    socket.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection: null } } } });
    expect(await socket.next("session.updated")).toMatchObject({
      session: { audio: { input: { format: { rate: 24000 }, turn_detection: null }, output: { voice: "alloy" } } },
    });
  });
});

describe("the audio buffer", () => {
  it.each([0, 99])("refuses a commit of %d ms", async (ms) => {
    const socket = await opened(GA);
    socket.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection: null } } } });
    if (ms > 0) socket.send({ type: "input_audio_buffer.append", audio: silence(ms) });
    socket.send({ type: "input_audio_buffer.commit", event_id: "early" });
    expect(await socket.next("error")).toMatchObject({
      aoai_probe_source: "FR-106;elsewhere",
      error: {
        event_id: "early",
        message: `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms}.00ms of audio.`,
      },
    });
  });

  it("commits 100 ms, and nothing a second time", async () => {
    const socket = await opened(GA);
    socket.send({ type: "input_audio_buffer.append", audio: silence(100) });
    socket.send({ type: "input_audio_buffer.commit" });
    const committed = await socket.next("input_audio_buffer.committed");
    expect(await socket.next("conversation.item.added")).toMatchObject({ item: { id: committed.item_id } });
    socket.send({ type: "input_audio_buffer.commit" });
    await socket.next("error");
  });

  it("is empty after a clear", async () => {
    const socket = await opened(GA);
    socket.send({ type: "input_audio_buffer.append", audio: silence(500) });
    socket.send({ type: "input_audio_buffer.clear" });
    await socket.next("input_audio_buffer.cleared");
    socket.send({ type: "input_audio_buffer.commit" });
    await socket.next("error");
  });

  it("counts 8 kHz bytes where the session has such a format", async () => {
    const socket = await opened(GA);
    const input = { format: { type: "audio/pcmu" }, turn_detection: null };
    socket.send({ type: "session.update", session: { type: "realtime", audio: { input } } });
    socket.send({ type: "input_audio_buffer.append", audio: Buffer.alloc(800).toString("base64") });
    socket.send({ type: "input_audio_buffer.commit" });
    await socket.next("input_audio_buffer.committed");
  });

  it("refuses what is not base64", async () => {
    const socket = await opened(GA);
    socket.send({ type: "input_audio_buffer.append", audio: "not base64!" });
    expect(await socket.next("error")).toMatchObject({ error: { param: "audio" } });
  });
});

it("transcribes word by word, with tokens for gpt-4o-transcribe, and hears nothing in silence", async () => {
  const socket = await opened(INTENT);
  const input = { turn_detection: null, transcription: { model: "gpt-4o-transcribe" } };
  socket.send({ type: "session.update", session: { type: "transcription", audio: { input } } });
  speak(socket);
  socket.send({ type: "input_audio_buffer.commit" });
  const stem = "conversation.item.input_audio_transcription";
  expect(await socket.next(`${stem}.completed`)).toMatchObject({ usage: { type: "tokens" } });
  const deltas = socket.events.filter((event) => event.type === `${stem}.delta`).map((event) => event.delta);
  expect(deltas.join("")).toBe(SPEECH_TRANSCRIPT);
  socket.send({ type: "input_audio_buffer.append", audio: silence(200) });
  socket.send({ type: "input_audio_buffer.commit" });
  expect(await socket.next(`${stem}.completed`)).toMatchObject({ transcript: "" });
});

it("hears where speech begins and ends, commits it and answers", async () => {
  const socket = await opened(GA);
  speak(socket, "input_audio_buffer.append", Buffer.concat([SPEECH, Buffer.alloc(48 * 1000)]));
  const started = await socket.next("input_audio_buffer.speech_started");
  const stopped = await socket.next("input_audio_buffer.speech_stopped");
  expect(Number(stopped.audio_end_ms)).toBeGreaterThan(Number(started.audio_start_ms));
  expect(await socket.next("input_audio_buffer.committed")).toMatchObject({ item_id: started.item_id });
  expect(await socket.next("response.done")).toMatchObject({ response: { status: "completed" } });
});

it("deletes, retrieves and truncates items, and knows no others", async () => {
  const socket = await opened(GA);
  const item = { id: "mine", type: "message", role: "user", content: [] };
  socket.send({ type: "conversation.item.create", item });
  await socket.next("conversation.item.done");
  socket.send({ type: "conversation.item.create", item });
  expect(await socket.next("error")).toMatchObject({ error: { code: "item_create_duplicate_id" } });
  socket.send({ type: "conversation.item.retrieve", item_id: "mine" });
  expect(await socket.next("conversation.item.retrieved")).toMatchObject({ item: { id: "mine" } });
  socket.send({ type: "conversation.item.truncate", item_id: "mine", content_index: 0, audio_end_ms: 5 });
  expect(await socket.next("conversation.item.truncated")).toMatchObject({ audio_end_ms: 5 });
  socket.send({ type: "conversation.item.delete", item_id: "mine" });
  await socket.next("conversation.item.deleted");
  socket.send({ type: "conversation.item.delete", item_id: "mine" });
  expect(await socket.next("error")).toMatchObject({ error: { param: "item_id" } });
});

it.each(["not json", "[]", { type: "no.such.event" }, {}])("answers %j with an error and stays open", async (event) => {
  const socket = await opened(GA);
  socket.send(event);
  await socket.next("error");
  socket.send({ type: "response.create" });
  await socket.next("response.done");
});

it("takes no transcription_session.update on GA", async () => {
  const socket = await opened(INTENT);
  socket.send({ type: "transcription_session.update", session: {} });
  const error = await socket.next("error");
  expect(error).toMatchObject({ error: { code: "invalid_value", param: "type" } });
  expect(error).toHaveProperty(
    "error.message",
    expect.stringContaining("Invalid value: 'transcription_session.update'"),
  );
});
