import { createReadStream } from "node:fs";
import OpenAI, { AzureOpenAI } from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { describe, expect, it } from "vitest";
import { dialogue, type Event, type Outcome, SAMPLE, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";
import { CHAT, CONVERSATION, type EmulatedService, SPEECH_TO_TEXT, startEmulatedService } from "../support/emulator.ts";
import { note } from "../support/table.ts";
import { complaintsAbout } from "../support/typed-events.ts";

const PREVIEW = "2025-04-01-preview";

const ga = ({ endpoint }: EmulatedService, apiKey: string) =>
  new OpenAI({ baseURL: `${endpoint}/openai/v1`, apiKey, maxRetries: 0, timeout: 10_000 });
const azure = ({ endpoint, key }: EmulatedService, deployment = CONVERSATION) =>
  new AzureOpenAI({
    endpoint,
    apiKey: key,
    apiVersion: PREVIEW,
    deployment,
    maxRetries: 0,
    timeout: 10_000,
  });

describe("openai's realtime client", () => {
  it("with a key finishes a turn and a transcription on the GA path", async () => {
    const resource = await startEmulatedService("openai");
    const props = { model: CONVERSATION, options: { headers: { "api-key": resource.key } } };
    finished("GA with a key", await converse(new OpenAIRealtimeWS(props, ga(resource, resource.key)), "ga"));
  });

  it("with a bearer token from a provider does so too", async () => {
    const resource = await startEmulatedService("openai");
    const client = new OpenAI({
      baseURL: `${resource.endpoint}/openai/v1`,
      apiKey: async () => resource.token,
    });
    const socket = await OpenAIRealtimeWS.create(client, { model: CONVERSATION });
    finished("GA with a bearer token", await converse(socket, "ga"));
  });

  it("with a client secret that it minted does so too", async () => {
    const resource = await startEmulatedService("openai");
    const minted = await ga(resource, resource.key).realtime.clientSecrets.create({
      session: { type: "realtime", model: CONVERSATION },
    });
    expect(minted.value).toMatch(/^ek_/);
    expect(minted.session).toMatchObject({ type: "realtime" });
    const socket = new OpenAIRealtimeWS({ model: CONVERSATION }, ga(resource, minted.value));
    finished("GA with realtime.clientSecrets.create", await converse(socket, "ga"));
  });

  it("made by OpenAIRealtimeWS.azure does so on the preview path", async () => {
    const resource = await startEmulatedService("openai");
    const socket = await OpenAIRealtimeWS.azure(azure(resource));
    expect(socket.url.href).toContain(`/openai/realtime?api-version=${PREVIEW}&deployment=${CONVERSATION}`);
    finished("preview, OpenAIRealtimeWS.azure", await converse(socket, "flat"));
  });

  it("is refused with a key that is none", async () => {
    const resource = await startEmulatedService("openai");
    const socket = new OpenAIRealtimeWS({ model: CONVERSATION }, ga(resource, "not-the-key"));
    await expect(converse(socket, "ga")).rejects.toThrow("401");
  });
});

describe("openai's requests", () => {
  it("give a chat completion, GA and by deployment", async () => {
    const resource = await startEmulatedService("openai");
    const asked = { model: CHAT, messages: [{ role: "user" as const, content: "Reply with the single word: ready" }] };
    for (const [name, client] of [
      ["v1", ga(resource, resource.key)],
      ["deployment", azure(resource, CHAT)],
    ] as const) {
      const { choices, object } = await client.chat.completions.create(asked);
      expect(object).toBe("chat.completion");
      expect(choices[0]?.message.content).toMatch(/ready/i);
      note("openai", `chat completions, ${name}`, String(choices[0]?.message.content));
    }
  });

  it("stream a chat completion, GA and by deployment", async () => {
    const resource = await startEmulatedService("openai");
    const asked = { model: CHAT, messages: [{ role: "user" as const, content: "Reply with the single word: ready" }] };
    for (const [name, client] of [
      ["v1", ga(resource, resource.key)],
      ["deployment", azure(resource, CHAT)],
    ] as const) {
      const stream = client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } });
      const completion = await stream.finalChatCompletion();
      expect(completion.choices[0]?.message.content).toMatch(/ready/i);
      expect(completion.usage?.total_tokens).toBeGreaterThan(0);
      note("openai", `streamed chat completions, ${name}`, String(completion.choices[0]?.message.content));
    }
  });

  it("stream a response", async () => {
    const resource = await startEmulatedService("openai");
    const stream = ga(resource, resource.key).responses.stream({ model: CHAT, input: "Reply with: ready" });
    const deltas: string[] = [];
    stream.on("response.output_text.delta", ({ delta }) => deltas.push(delta));
    const response = await stream.finalResponse();
    expect(response.output_text).toMatch(/ready/i);
    expect(deltas.join("")).toBe(response.output_text);
    note("openai", "streamed responses", response.output_text);
  });

  it("give a transcription of the sample, GA and by deployment", async () => {
    const resource = await startEmulatedService("openai");
    for (const [name, client] of [
      ["v1", ga(resource, resource.key)],
      ["deployment", azure(resource, SPEECH_TO_TEXT)],
    ] as const) {
      const { text } = await client.audio.transcriptions.create({
        model: SPEECH_TO_TEXT,
        file: createReadStream(SAMPLE),
      });
      expect(text).toBe(SPEECH_TRANSCRIPT);
      note("openai", `audio transcriptions, ${name}`, text);
    }
  });
});

describe("what the emulator sends", () => {
  it.each([
    ["ga", "ga"],
    ["preview", "flat"],
  ] as const)("on the %s path fits the types that the package ships", async (surface, dialect) => {
    const resource = await startEmulatedService("openai");
    const socket =
      surface === "ga"
        ? new OpenAIRealtimeWS({ model: CONVERSATION }, ga(resource, resource.key))
        : await OpenAIRealtimeWS.azure(azure(resource));
    const { events } = await converse(socket, dialect);
    const complaints = complaintsAbout(surface, events);
    const types = new Set(events.map(({ type }) => type));
    note(
      "openai",
      `types of ${types.size} kinds of event, ${surface}`,
      complaints.length === 0 ? "all fit" : "do not fit",
    );
    expect(complaints).toEqual([]);
    expect(types.size).toBeGreaterThan(12);
  });

  it("would be complained about if it had an unknown type, lacked a field, or had one too many", () => {
    const event = { type: "input_audio_buffer.cleared", event_id: "event_1" };
    expect(complaintsAbout("ga", [event])).toEqual([]);
    const wrong = [{ ...event, type: "input_audio_buffer.gone" }, { type: event.type }, { ...event, more: 1 }];
    for (const each of wrong) expect(complaintsAbout("ga", [each])).toHaveLength(1);
  });
});

async function converse(socket: OpenAIRealtimeWS, dialect: "ga" | "flat"): Promise<Outcome> {
  // The client's types are of GA alone; the preview's events go the same way.
  const talk = dialogue(dialect, (event) => Reflect.apply(socket.send, socket, [event]));
  socket.on("event", (event) => talk.take({ ...event } satisfies Event));
  socket.on("error", (error) => talk.fail(error));
  try {
    return await talk.outcome;
  } finally {
    socket.close();
  }
}

function finished(asked: string, { answer, transcript, events }: Outcome): void {
  note("openai", asked, `turn: ${answer}; transcription: ${transcript} (${events.length} events)`);
  expect(answer).toMatch(/ready/i);
  expect(transcript).toBe(SPEECH_TRANSCRIPT);
}
