import { OpenAIRealtimeWebSocket } from "@openai/agents-realtime";
import { expect, it } from "vitest";
import { dialogue, PCM, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";
import { CONVERSATION, startEmulatedService, TRANSCRIPTION } from "../support/emulator.ts";
import { note } from "../support/table.ts";

it("@openai/agents-realtime finishes a turn and a transcription on the GA path", async () => {
  const resource = await startEmulatedService("agents-realtime");
  const url = `${resource.socket}/openai/v1/realtime?model=${CONVERSATION}`;
  const transport = new OpenAIRealtimeWebSocket({ url });
  const talk = dialogue("ga", (event) => transport.sendEvent(event));
  const turns: string[] = [];
  transport.on("*", (event) => talk.take({ ...event }));
  transport.on("turn_done", () => turns.push("turn_done"));
  transport.on("error", (error) => talk.fail(new Error(JSON.stringify(error))));
  try {
    await transport.connect({ apiKey: resource.key, model: CONVERSATION });
    const { answer, transcript, events } = await talk.outcome;
    note("agents-realtime", "GA with a key", `turn: ${answer}; transcription: ${transcript} (${events.length} events)`);
    expect(answer).toMatch(/ready/i);
    expect(transcript).toBe(SPEECH_TRANSCRIPT);
    expect(turns).toEqual(["turn_done"]);
  } finally {
    transport.close();
  }
});

it("@openai/agents-realtime does so by its own methods, without an event of ours", async () => {
  const resource = await startEmulatedService("agents-realtime");
  const transport = new OpenAIRealtimeWebSocket({ url: `${resource.socket}/openai/v1/realtime?model=${CONVERSATION}` });
  const failed = new Promise<never>((_, reject) => {
    transport.on("error", (error) => reject(new Error(JSON.stringify(error))));
    transport.on("connection_change", (status) => {
      if (status === "disconnected") reject(new Error("disconnected"));
    });
    AbortSignal.timeout(10_000).addEventListener("abort", () => reject(new Error("no end after 10 s")));
  });
  failed.catch(() => undefined);
  const turn = new Promise<string>((resolve) => {
    transport.on("turn_done", ({ response }) => resolve(JSON.stringify(response.output)));
  });
  const heard = new Promise<string>((resolve) => {
    transport.on("*", (event) => {
      if (event.type === "conversation.item.input_audio_transcription.completed") resolve(String(event.transcript));
    });
  });
  try {
    await transport.connect({
      apiKey: resource.key,
      model: CONVERSATION,
      initialSessionConfig: {
        outputModalities: ["text"],
        audio: { input: { turnDetection: null, transcription: { model: TRANSCRIPTION } } },
      },
    });
    transport.sendMessage("Reply with the single word: ready", {});
    expect(await Promise.race([turn, failed])).toMatch(/ready/i);
    transport.sendAudio(Uint8Array.from(PCM).buffer, { commit: true });
    expect(await Promise.race([heard, failed])).toBe(SPEECH_TRANSCRIPT);
    note("agents-realtime", "sendMessage, sendAudio", "turn and transcription finished");
  } finally {
    transport.close();
  }
});
