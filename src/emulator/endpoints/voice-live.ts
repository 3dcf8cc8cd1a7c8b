import { isJsonObject, type JsonObject } from "../../model/json.ts";
import * as refusals from "../refusal.ts";
import { defaultSession } from "../session/defaults.ts";
import { PREVIEW } from "../session/dialect.ts";
import type { Endpoint } from "./endpoint.ts";
import { previewOpening } from "./preview.ts";

/** Voice Live: a conversation in the flat shape. `model=` names the model. */
export const voiceLiveRealtime: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: "/voice-live/realtime",
  versions: "voice-live",
  admits: { resource: true, ephemeral: null },
  names: ({ query }) => query.get("model"),
  refuse: ({ deployment }) => {
    if (deployment === null) return refusals.noSelector;
    return deployment.role === "conversation" ? null : refusals.wrongModel;
  },
  serve: ({ resource, deployment }) =>
    previewOpening(resource, "realtime", voiceLiveSession(defaultSession(PREVIEW, "realtime", deployment))),
};

/** The fields of Voice Live in the flat session. */
function voiceLiveSession(session: JsonObject): JsonObject {
  const { temperature: _, speed: __, tracing: ___, ...shared } = session;
  return {
    ...shared,
    voice: { name: "alloy", type: "openai" },
    turn_detection: {
      ...(isJsonObject(shared.turn_detection ?? null) ? (shared.turn_detection as JsonObject) : {}),
      idle_timeout_ms: null,
      speech_duration_ms: null,
      end_of_utterance_detection: null,
      auto_truncate: false,
      appended_text_after_truncation: null,
    },
    input_audio_sampling_rate: 24000,
    animation: null,
    input_audio_echo_cancellation: null,
    avatar: null,
    output_audio_timestamp_types: null,
    truncation_strategy: null,
    greeting: null,
    handoff: null,
    include: null,
  };
}
