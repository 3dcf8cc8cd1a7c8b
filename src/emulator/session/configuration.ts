import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { field, objectAt, textAt } from "../json-field.ts";
import { SERVER_VAD } from "./defaults.ts";
import type { Dialect } from "./dialect.ts";

/*
 * The settings of a session are kept in the shape of its surface, so that they are echoed unchanged. Only this file
 * knows the path of each setting in both shapes.
 */

/** The path of each setting, by surface. */
const PLACES = {
  ga: {
    transcription: "audio.input.transcription",
    turnDetection: "audio.input.turn_detection",
    inputFormat: "audio.input.format",
  },
  preview: {
    transcription: "input_audio_transcription",
    turnDetection: "turn_detection",
    inputFormat: "input_audio_format",
  },
} as const;

/** The dotted path of a setting in sessions of a surface. */
export function placeOf(dialect: Dialect, setting: keyof (typeof PLACES)["ga"]): string {
  return PLACES[dialect.surface][setting];
}

/** The name of the deployment that transcribes. Null: no transcription. */
export function transcriptionModel(dialect: Dialect, session: JsonObject): string | null {
  return textAt(session, `${placeOf(dialect, "transcription")}.model`);
}

/** The setting of voice detection. Null: the client commits. */
export function turnDetection(dialect: Dialect, session: JsonObject): JsonObject | null {
  return objectAt(session, placeOf(dialect, "turnDetection"));
}

/** Bytes of input audio per millisecond: 16 bit at 24 kHz, or 8 bit at 8 kHz. */
export function bytesPerMs(dialect: Dialect, session: JsonObject): number {
  const format = field(session, placeOf(dialect, "inputFormat"));
  const name = isJsonObject(format) ? format.type : format;
  return typeof name === "string" && /pcmu|pcma|g711/.test(name) ? 8 : 48;
}

/** The modalities of a response: its own, or else those of the session. */
export function speaks(dialect: Dialect, session: JsonObject, response: JsonObject): boolean {
  const modalities = response[dialect.modalities] ?? session[dialect.modalities];
  return Array.isArray(modalities) && modalities.includes("audio");
}

/** Models that only stream audio. They have no voice detection, so `turn_detection` must be null. */
export function streamsOnly(model: string): boolean {
  return /^gpt-(realtime-whisper|live-transcribe)/.test(model);
}

/** The session after an update. Groups are merged, everything else is replaced. */
export function merged(session: JsonObject, patch: JsonObject): JsonObject {
  const result: JsonObject = { ...session };
  for (const [name, value] of Object.entries(patch)) {
    result[name] = mergedMember(name, session[name], value);
  }
  return result;
}

const GROUPS: readonly string[] = ["audio", "input", "output"];

function mergedMember(name: string, before: Json | undefined, value: Json): Json {
  if (!isJsonObject(value)) return value;
  if (GROUPS.includes(name)) return merged(isJsonObject(before) ? before : {}, value);
  if (name === "transcription") return { ...value, language: value.language ?? null, prompt: value.prompt ?? null };
  if (name === "turn_detection" && value.type === "server_vad") return { ...SERVER_VAD, ...value };
  return value;
}

/** Sets a member that the client did not set. */
export function withTurnDetectionOff(dialect: Dialect, session: JsonObject): JsonObject {
  return merged(
    session,
    dialect.surface === "ga" ? { audio: { input: { turn_detection: null } } } : { turn_detection: null },
  );
}
