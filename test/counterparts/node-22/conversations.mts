import { readFileSync } from "node:fs";
import { env } from "node:process";
import OpenAI from "openai";
import { OpenAIRealtimeTranslationWS } from "openai/realtime/translations/ws";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { LiveWS } from "openai/resources/live/ws";
import { ResponsesWS } from "openai/resources/responses/ws";

/*
 * What openai 7 gets from a resource, one line of JSON for each conversation: `[name, result]`. Node 22 runs this file as
 * it is. An error event, or nothing within ten seconds, is the result too.
 */

const { ENDPOINT = "", KEY = "", WAV = "" } = env;
const PCM = readFileSync(WAV).subarray(44);
/** 200 ms of 24 kHz mono PCM16. */
const FRAME = 9_600;
const LONGEST_MS = 10_000;
const READY = "Reply with the single word: ready";

const client = new OpenAI({ baseURL: `${ENDPOINT}/openai/v1`, apiKey: KEY, maxRetries: 0, timeout: LONGEST_MS });
const ownKey = { headers: { "api-key": KEY } };

interface Event {
  type: string;
  [name: string]: unknown;
}

/** The part of every socket of the SDK that a conversation needs. Each socket has types of its own. */
interface Socket {
  send(event: Event): void;
  close(): void;
  on(name: "event" | "error", listener: (event: Event & Error) => void): unknown;
}

/** Answers each event until a result is there. The argument of `step` may be what a socket opens with. */
function converse(socket: unknown, step: (event: Event, send: Socket["send"]) => string | undefined): Promise<string> {
  const open = socket as Socket;
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no result in time")), LONGEST_MS);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
    };
    open.on("event", (event) => {
      if (event.type === "error") return end(() => reject(new Error(JSON.stringify(event))));
      const result = step(event, (sent) => open.send(sent));
      if (result !== undefined) end(() => resolve(result));
    });
    open.on("error", (error) => end(() => reject(error)));
  }).finally(() => open.close());
}

function speak(append: string, send: Socket["send"]): void {
  for (let at = 0; at < PCM.length; at += FRAME) {
    send({ type: append, audio: PCM.subarray(at, at + FRAME).toString("base64") });
  }
}

const textOf = (event: Event): string => /"text":"([^"]*)"/.exec(JSON.stringify(event.response))?.[1] ?? "";

const CONVERSATIONS: Record<string, () => Promise<string>> = {
  "realtime turn": () =>
    converse(new OpenAIRealtimeWS({ model: "gpt-realtime-2.1", options: ownKey }, client), (event, send) => {
      if (event.type === "session.created") {
        send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
      }
      if (event.type === "session.updated") {
        const content = [{ type: "input_text", text: READY }];
        send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
        send({ type: "response.create" });
      }
      return event.type === "response.done" ? textOf(event) : undefined;
    }),
  "realtime transcription": () =>
    converse(new OpenAIRealtimeWS({ intent: "transcription", options: ownKey }, client), (event, send) => {
      if (event.type === "session.created") {
        const transcription = { model: "gpt-realtime-whisper" };
        const input = { format: { type: "audio/pcm", rate: 24_000 }, turn_detection: null, transcription };
        send({ type: "session.update", session: { type: "transcription", audio: { input } } });
      }
      if (event.type === "session.updated") {
        speak("input_audio_buffer.append", send);
        send({ type: "input_audio_buffer.commit" });
      }
      const isDone = event.type === "conversation.item.input_audio_transcription.completed";
      return isDone ? String(event.transcript) : undefined;
    }),
  "realtime translation": async () =>
    converse(
      await OpenAIRealtimeTranslationWS.create(client, { model: "gpt-realtime-translate", options: ownKey }),
      (event, send) => {
        if (event.type === "session.created") {
          send({ type: "session.update", session: { audio: { output: { language: "es" } } } });
        }
        if (event.type === "session.updated") speak("session.input_audio_buffer.append", send);
        return event.type === "session.output_transcript.delta" ? String(event.delta) : undefined;
      },
    ),
  "responses socket": () => {
    const socket = new ResponsesWS(client, ownKey);
    const talk = converse(socket, (event) => (event.type === "response.completed" ? textOf(event) : undefined));
    socket.send({ type: "response.create", model: "gpt-5.2", store: false, input: READY });
    return talk;
  },
  "live session": () => {
    const socket = new LiveWS(client, ownKey);
    const talk = converse(socket, (event, send) => {
      if (event.type === "session.started") speak("session.input_audio.append", send);
      return event.type === "session.output_audio.delta" ? "audio" : undefined;
    });
    socket.send({ type: "session.start", session: { model: "gpt-live-1", audio: { output: { voice: "marin" } } } });
    return talk;
  },
  "chat stream": async () => {
    const stream = client.chat.completions.stream({
      model: "gpt-5.2",
      messages: [{ role: "user", content: READY }],
    });
    return String((await stream.finalChatCompletion()).choices[0]?.message.content);
  },
  "response stream": async () => {
    const stream = client.responses.stream({ model: "gpt-5.2", input: READY });
    return (await stream.finalResponse()).output_text;
  },
};

for (const [name, run] of Object.entries(CONVERSATIONS)) {
  const result = await run().catch((error: Error) => `${error.name}: ${error.message}`);
  process.stdout.write(`${JSON.stringify([name, result])}\n`);
}
