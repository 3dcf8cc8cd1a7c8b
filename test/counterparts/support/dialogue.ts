import { readFileSync } from "node:fs";
import { SPEECH_TRANSCRIPT } from "../../../src/model/sample.ts";
import { TRANSCRIPTION } from "./emulator.ts";

/** An event of either direction, as JSON. */
export interface Event {
  type: string;
  [name: string]: unknown;
}

/** GA events; those of the preview, whose session is flat; the same as the Voice Live client wants to be given them. */
export type Dialect = "ga" | "flat" | "voice-live";

export { SPEECH_TRANSCRIPT };

export const SAMPLE = new URL("../../../probes/samples/speech.wav", import.meta.url);
/** The sample's PCM, 24 kHz mono 16 bit, without the header of its file. */
export const PCM = readFileSync(SAMPLE).subarray(44);
/** 200 ms. */
const FRAME = 9_600;
/** A client that gets nowhere must not wait for the test's own deadline to say so. */
const LONGEST_MS = 10_000;

const SESSION: Record<Dialect, Record<string, unknown>> = {
  ga: {
    type: "realtime",
    output_modalities: ["text"],
    audio: { input: { turn_detection: null, transcription: { model: TRANSCRIPTION } } },
  },
  flat: { modalities: ["text"], turn_detection: null, input_audio_transcription: { model: TRANSCRIPTION } },
  "voice-live": { modalities: ["text"], turnDetection: null, inputAudioTranscription: { model: TRANSCRIPTION } },
};

/** What a client came to: the words of its turn, what was heard of the sample, and every event on the way. */
export interface Outcome {
  answer: string;
  transcript: string;
  events: Event[];
}

/**
 * Leads a client through a turn in text, to its end, and then through a transcription of the sample.
 * @param send the client's own way of sending an event
 * @returns what to call with every event the client gives, or with what went wrong; and the outcome
 */
export function dialogue(dialect: Dialect, send: (event: Event) => void) {
  const events: Event[] = [];
  let answer = "";
  let asked = false;
  let settle: (outcome: Outcome) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  const met = () => events.map(({ type }) => type).join(" ");
  const timer = setTimeout(() => fail(new Error(`no end after ${LONGEST_MS} ms; met: ${met()}`)), LONGEST_MS);
  const step = (event: Event): void => {
    switch (event.type) {
      case "session.created":
        send({ type: "session.update", session: SESSION[dialect] });
        break;
      case "session.updated":
        // A client may update the session of its own accord: the question is put once.
        if (asked) break;
        asked = true;
        send({ type: "conversation.item.create", item: question() });
        send({ type: "response.create" });
        break;
      case "response.done":
        answer = wordsOf(event);
        for (let at = 0; at < PCM.length; at += FRAME)
          send({ type: "input_audio_buffer.append", audio: PCM.subarray(at, at + FRAME).toString("base64") });
        send({ type: "input_audio_buffer.commit" });
        break;
      case "conversation.item.input_audio_transcription.completed":
        clearTimeout(timer);
        settle({ answer, transcript: String(event.transcript), events });
        break;
      case "error":
        fail(new Error(`an error event: ${JSON.stringify(event)}`));
        break;
      default:
    }
  };
  return {
    take(event: Event): void {
      events.push(event);
      step(event);
    },
    fail(error: unknown): void {
      clearTimeout(timer);
      fail(error instanceof Error ? error : new Error(String(error)));
    },
    outcome,
  };
}

function question() {
  const content = [{ type: "input_text", text: "Reply with the single word: ready" }];
  return { type: "message", role: "user", content };
}

/** All texts that stand in a finished response. */
function wordsOf(event: Event): string {
  const texts: string[] = [];
  JSON.stringify(event.response, (name, value: unknown) => {
    if (name === "text" && typeof value === "string") texts.push(value);
    return value;
  });
  return texts.join(" ");
}
