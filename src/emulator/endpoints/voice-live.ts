import { isJsonObject, type JsonObject } from "../../model/json.ts";
import * as refusals from "../refusal.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { defaultSession } from "../session/defaults.ts";
import { PREVIEW } from "../session/dialect.ts";
import type { Endpoint, Resource } from "./endpoint.ts";
import { previewOpening } from "./preview.ts";

/** The profile that selects a deployment of the resource. */
const OWN_DEPLOYMENT = "byom-azure-openai-realtime";

/**
 * Voice Live: a conversation in the flat shape. `model=` names a model of the service, which needs no deployment. With
 * the profile of own models it names a deployment.
 */
export const voiceLiveRealtime: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: "/voice-live/realtime",
  versions: "voice-live",
  admits: { resource: true, ephemeral: null },
  names: ({ query }) => (namesOwn(query) ? query.get("model") : null),
  speaksOf: ({ query }) => query.get("model"),
  refuse: ({ question: { query }, deployment, resource }) => {
    const served = namesOwn(query) ? deployment : modelOf(resource, query.get("model"));
    if (served !== null) return served.role === "conversation" ? null : refusals.wrongModel;
    return query.get("model") === null ? refusals.noSelector : refusals.missingDeployment;
  },
  serve: ({ question: { query }, resource, deployment }) => {
    const own = namesOwn(query);
    const served = own ? deployment : modelOf(resource, query.get("model"));
    const session = voiceLiveSession(defaultSession(PREVIEW, "realtime", served));
    // A recording of model mode shows the name of the model with this suffix.
    const model = own || served === null ? {} : { model: `${served.model}-global-standard` };
    return previewOpening(resource, "realtime", { ...session, ...model });
  },
};

function namesOwn(query: URLSearchParams): boolean {
  return query.get("profile") === OWN_DEPLOYMENT;
}

/** The models of the service are those of the scenario's deployments. */
function modelOf({ scenario }: Resource, name: string | null): ScenarioDeployment | null {
  return scenario.deployments.find(({ model }) => model === name) ?? null;
}

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
