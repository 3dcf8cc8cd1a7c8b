import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { SPEECH_TRANSCRIPT } from "../../model/sample.ts";
import { freshId } from "../identity.ts";
import { field, objectAt, textAt } from "../json-field.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { appended, isSilent } from "./audio-buffer.ts";
import { merged } from "./configuration.ts";
import { expiry, modelName, SESSION_SECONDS } from "./defaults.ts";
import {
  type Complaint,
  invalidValue,
  type Line,
  missingParameter,
  type Session,
  sendError,
  unknownParameter,
} from "./line.ts";
import { wordsOf } from "./transcript.ts";

/** The output has frames of 200 ms, 24 kHz mono PCM16 (FR-023). */
const FRAME_MS = 200;
const BYTES_PER_MS = 48;
const SILENCE = Buffer.alloc(FRAME_MS * BYTES_PER_MS).toString("base64");

/** The sentence of the sample in the known languages. For other languages it is not translated. */
const TRANSLATIONS: Record<string, string> = {
  de: "Der schnelle braune Fuchs springt über den faulen Hund.",
  es: "El rápido zorro marrón salta sobre el perro perezoso.",
  fr: "Le rapide renard brun saute par-dessus le chien paresseux.",
  ja: "素早い 茶色の 狐が のろまな 犬を 飛び越える。",
};

const AUDIO_KEYS: Record<string, readonly string[]> = {
  "": ["audio"],
  audio: ["input", "output"],
  "audio.input": ["transcription", "noise_reduction"],
  "audio.output": ["language"],
};

/** A translation session before the first update. */
export function translationSession(deployment: ScenarioDeployment, patch: JsonObject): JsonObject {
  const audio: JsonObject = { input: { transcription: null, noise_reduction: null }, output: { language: "en" } };
  const fresh: JsonObject = {
    id: freshId("sess"),
    type: "translation",
    model: modelName(deployment),
    expires_at: expiry(SESSION_SECONDS),
    audio,
  };
  return merged(fresh, patch);
}

/** The first parameter that a translation session does not have, or null. */
export function translationComplaint(patch: JsonObject, prefix: string): Complaint | null {
  for (const [place, known] of Object.entries(AUDIO_KEYS)) {
    const group = place === "" ? patch : field(patch, place);
    if (!isJsonObject(group)) continue;
    const unknown = Object.keys(group).find((name) => !known.includes(name));
    if (unknown !== undefined) return unknownParameter(`${prefix}${place === "" ? "" : `${place}.`}${unknown}`);
  }
  return null;
}

/** Each 200 ms of input audio produce 200 ms of output audio, and one word if the input is speech. */
export class TranslationSession implements Session {
  readonly #line: Line;
  #session: JsonObject;
  #pendingBytes = 0;
  #elapsedMs = 0;
  #heard = false;
  #said = wordsOf(SPEECH_TRANSCRIPT);
  #translated: string[] | null = null;

  constructor(line: Line, session: JsonObject) {
    this.#line = line;
    this.#session = session;
  }

  begin(): void {
    this.#line.send("session.created", { session: this.#session });
  }

  receive(event: JsonObject): void {
    const complaint = this.#take(event);
    if (complaint !== null) sendError(this.#line, complaint, textAt(event, "event_id"));
  }

  #take(event: JsonObject): Complaint | null {
    switch (event.type) {
      case "session.update":
        return this.#update(event);
      case "session.input_audio_buffer.append":
        return this.#append(event);
      case "session.close":
        this.#line.send("session.closed", {});
        this.#line.close(1000, "");
        return null;
      default: {
        const known = "'session.update', 'session.input_audio_buffer.append', and 'session.close'";
        return invalidValue(String(event.type), known, "type");
      }
    }
  }

  #update(event: JsonObject): Complaint | null {
    const patch = objectAt(event, "session");
    if (patch === null) return missingParameter("session");
    const complaint = translationComplaint(patch, "session.");
    if (complaint !== null) return complaint;
    this.#session = merged(this.#session, patch);
    this.#line.send("session.updated", { session: this.#session });
    return null;
  }

  #append(event: JsonObject): Complaint | null {
    const audio = appended(event);
    if ("complaint" in audio) return audio.complaint;
    this.#heard ||= !isSilent(audio.base64);
    this.#pendingBytes += audio.bytes;
    while (this.#pendingBytes >= FRAME_MS * BYTES_PER_MS) {
      this.#pendingBytes -= FRAME_MS * BYTES_PER_MS;
      this.#elapsedMs += FRAME_MS;
      this.#sendFrame();
    }
    return null;
  }

  #sendFrame(): void {
    const at: JsonObject = { elapsed_ms: this.#elapsedMs };
    const said = this.#heard ? this.#said.shift() : undefined;
    if (said !== undefined && textAt(this.#session, "audio.input.transcription.model") !== null) {
      this.#line.send("session.input_transcript.delta", { delta: said, ...at });
    }
    const word = this.#heard ? this.#words().shift() : undefined;
    if (word !== undefined) this.#line.send("session.output_transcript.delta", { delta: word, ...at });
    const format: JsonObject = { channels: 1, sample_rate: 24000, format: "pcm16" };
    this.#line.send("session.output_audio.delta", { delta: SILENCE, ...format, ...at });
  }

  /** The remaining words, in the language of the begin of the speech. */
  #words(): string[] {
    const language = textAt(this.#session, "audio.output.language") ?? "";
    this.#translated ??= wordsOf(TRANSLATIONS[language] ?? SPEECH_TRANSCRIPT);
    return this.#translated;
  }
}
