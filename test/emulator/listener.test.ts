import { connect } from "node:net";
import { expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import { ask, open, refused, resource, speak } from "./resource-client.ts";

const GA = "/openai/v1/realtime?model=gpt-realtime-1.5";

it("marks every answer, and repeats the caller's request id", async () => {
  const running = await resource("all-supported");
  const headers = { "x-ms-client-request-id": "ours-1" };
  const credential = { "api-key": running.key, ...headers };
  const answers = [
    await ask(running, "/openai/v1/models", { method: "GET", headers }),
    await ask(running, "/no/such/path", { method: "GET", headers }),
    await refused(running, "/no/such/path", { credential }),
    await open(running, GA, { credential }),
  ];
  for (const answer of answers) {
    expect(answer.headers).toMatchObject({
      "x-aoai-probe-emulator": "all-supported",
      "x-ms-region": "Emulated",
      "x-ms-client-request-id": "ours-1",
      "x-aoai-probe-source": expect.stringMatching(/^(inferred|FR-\d{3}(;elsewhere)?)$/),
      "apim-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-request-id": expect.any(String),
    });
  }
  expect(new Set(answers.map((answer) => answer.headers["apim-request-id"])).size).toBe(answers.length);
});

it.each([
  ["GET", "/openai/aoai-probe-no-such-path-7f3a"],
  ["POST", "/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime-1.5"],
  ["GET", "/openai/v1/realtime?model=gpt-realtime-1.5"],
  ["POST", "/openai/realtimeapi/sessions"],
  ["POST", "/openai/realtimeapi/sessions?api-version=2024-10-01-preview"],
  ["POST", "/openai/v1/realtime/transcription_sessions"],
])("answers a plain %s of %s with Resource not found", async (method, path) => {
  const running = await resource("all-supported");
  const answer = await ask(running, path, { method });
  expect(answer).toMatchObject({ status: 404, json: { error: { code: "404", message: "Resource not found" } } });
});

it("closes promptly with sockets open, and answers no more", async () => {
  const running = await startEmulator({ scenario: "all-supported" });
  const socket = await open(running, GA);
  await running.close();
  expect((await socket.closed).code).toBe(1006);
  await expect(ask(running, "/openai/v1/models", { method: "GET" })).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

it("survives a caller that resets or says nonsense", async () => {
  const running = await resource("all-supported");
  const { port } = new URL(running.endpoint);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write("GET /openai/v1/realtime HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
      socket.resetAndDestroy();
    });
    socket.on("close", () => resolve());
  });
  const nonsense = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write("nonsense\r\n\r\n"));
    socket.on("data", (part) => {
      text += String(part);
    });
    socket.on("close", () => resolve(text));
  });
  expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
  expect((await ask(running, "/openai/v1/models", { method: "GET" })).status).toBe(200);
});

it("refuses a scenario that it does not have, naming those it has", async () => {
  await expect(startEmulator({ scenario: "atlantis" })).rejects.toThrow(
    /'atlantis' is no scenario: use .* one of all-supported, /,
  );
});

it("holds 200 sessions at once without losing an event", async () => {
  const running = await resource("all-supported");
  const transcripts = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = await open(running, "/openai/v1/realtime?intent=transcription");
      const input = { turn_detection: null, transcription: { model: "gpt-realtime-whisper" } };
      socket.send({ type: "session.update", session: { type: "transcription", audio: { input } } });
      speak(socket);
      socket.send({ type: "input_audio_buffer.commit" });
      const completed = await socket.next("conversation.item.input_audio_transcription.completed");
      const words = socket.events.map((event) => (typeof event.delta === "string" ? event.delta : "")).join("");
      return [completed.transcript, words, socket.events.length];
    }),
  );
  for (const transcript of transcripts) expect(transcript).toEqual([SPEECH_TRANSCRIPT, SPEECH_TRANSCRIPT, 15]);
});
