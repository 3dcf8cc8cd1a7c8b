import type { Probe, Surface } from "../model/probe.ts";
import type { Frame, Hop } from "../model/recording.ts";
import type { WrittenStep } from "./conversation.ts";

/** The surface that the path of a request belongs to. Without a handshake, the events of the session decide. */
export function surfaceOf(hop: Hop | null, frames: Frame[]): Surface {
  if (hop !== null) {
    const { pathname } = new URL(hop.url);
    if (pathname.includes("/voice-live/")) return "voice-live";
    if (/\/v1\/realtime\b/.test(pathname)) return "ga";
    return /\/openai\/realtime|\/realtimertc/.test(pathname) ? "preview" : "rest";
  }
  // Only GA sessions have a type, and only Voice Live has an avatar.
  const sessions = frames.flatMap((frame) => (frame.kind === "message" ? (frame.event?.session ?? []) : []));
  const has = (key: string) =>
    sessions.some((session) => typeof session === "object" && session !== null && Object.hasOwn(session, key));
  if (has("avatar") || has("input_audio_sampling_rate")) return "voice-live";
  return has("type") ? "ga" : "preview";
}

/** The role in which captured requests use their deployment. */
export function roleOf(steps: WrittenStep[]): Probe["role"] {
  const text = JSON.stringify(steps);
  if (text.includes("translations") || text.includes("output_transcript.delta")) return "translation";
  if (text.includes("input_audio_transcription.completed") || text.includes("/audio/transcriptions"))
    return "transcription";
  if (text.includes("/realtime") || text.includes("response.done") || text.includes("session.created"))
    return "conversation";
  return text.includes("/chat/") ? "chat" : "any";
}
