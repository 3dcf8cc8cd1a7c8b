import type { JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import type { Dialect } from "./dialect.ts";

/** The kind of a session, which the handshake decides. */
export type SessionKind = "realtime" | "transcription";

/** Maximum seconds of a session: 60 minutes in the documentation. */
export const SESSION_SECONDS = 3600;

/** The default of voice detection. */
export const SERVER_VAD: JsonObject = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
};

const CONVERSATION_VAD: JsonObject = { ...SERVER_VAD, create_response: true, interrupt_response: true };
const PCM: JsonObject = { type: "audio/pcm", rate: 24000 };

/** The model as sessions name it: `gpt-realtime-2025-08-28` (FR-038, FR-023). */
export function modelName(deployment: ScenarioDeployment): string {
  return `${deployment.model}-${deployment.version}`;
}

/** The time in Unix seconds that is `seconds` from now. */
export function expiry(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** The session before the first update, in the shape of its surface. */
export function defaultSession(dialect: Dialect, kind: SessionKind, deployment: ScenarioDeployment | null): JsonObject {
  const session = dialect.surface === "ga" ? gaSession(kind) : previewSession(kind);
  const model: JsonObject = kind === "realtime" && deployment !== null ? { model: modelName(deployment) } : {};
  return { id: freshId("sess"), ...session, ...model, expires_at: expiry(SESSION_SECONDS) };
}

function gaSession(kind: SessionKind): JsonObject {
  const hearing: JsonObject = { format: PCM, transcription: null, noise_reduction: null };
  if (kind === "transcription") {
    return {
      object: "realtime.transcription_session",
      type: "transcription",
      audio: { input: { ...hearing, turn_detection: SERVER_VAD } },
      include: null,
    };
  }
  return {
    object: "realtime.session",
    type: "realtime",
    output_modalities: ["audio"],
    instructions: "",
    tools: [],
    tool_choice: "auto",
    max_output_tokens: "inf",
    tracing: null,
    truncation: "auto",
    prompt: null,
    audio: {
      input: { ...hearing, turn_detection: { ...CONVERSATION_VAD, idle_timeout_ms: null } },
      output: { format: PCM, voice: "alloy", speed: 1 },
    },
    include: null,
  };
}

function previewSession(kind: SessionKind): JsonObject {
  const hearing: JsonObject = {
    input_audio_format: "pcm16",
    input_audio_transcription: null,
    input_audio_noise_reduction: null,
  };
  if (kind === "transcription") {
    return { object: "realtime.transcription_session", ...hearing, turn_detection: SERVER_VAD, include: null };
  }
  return {
    object: "realtime.session",
    modalities: ["audio", "text"],
    instructions: "",
    voice: "alloy",
    output_audio_format: "pcm16",
    ...hearing,
    turn_detection: CONVERSATION_VAD,
    tools: [],
    tool_choice: "auto",
    temperature: 0.8,
    max_response_output_tokens: "inf",
    speed: 1,
    tracing: null,
  };
}
