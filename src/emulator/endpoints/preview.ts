import type { JsonObject } from "../../model/json.ts";
import type { Minted } from "../ephemeral.ts";
import { textAt } from "../json-field.ts";
import { jsonOf } from "../question.ts";
import * as refusals from "../refusal.ts";
import { streamsOnly } from "../session/configuration.ts";
import { defaultSession, type SessionKind } from "../session/defaults.ts";
import { PREVIEW } from "../session/dialect.ts";
import { RealtimeSession } from "../session/realtime.ts";
import { update } from "../session/update.ts";
import {
  type Asked,
  type Endpoint,
  json,
  type Opening,
  RESOURCE_ONLY,
  type Resource,
  type Served,
  text,
} from "./endpoint.ts";
import { offerOf } from "./ga-calls.ts";
import { sdpAnswer } from "./sdp.ts";

/** A preview secret is valid for one minute. */
const LIFETIME_SECONDS = 60;

/** The preview socket: deployment=, or intent=transcription and no deployment. */
export const previewRealtime: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: "/openai/realtime",
  versions: "realtime-preview",
  admits: { resource: true, ephemeral: { surface: "preview", kinds: ["realtime", "transcription"] } },
  names: ({ query }) => query.get("deployment"),
  refuse: ({ question: { query }, deployment, caller }) => {
    const intent = query.get("intent") === "transcription";
    if (intent && deployment !== null) return refusals.bothSelectors;
    if (!intent && deployment === null) return refusals.noSelector;
    if (deployment !== null && deployment.role !== "conversation") return refusals.wrongModel;
    if (caller.kind === "resource") return null;
    return caller.minted.kind === (intent ? "transcription" : "realtime") ? null : refusals.badCredential;
  },
  serve: ({ question, deployment, caller, resource }) => {
    const kind: SessionKind = question.query.get("intent") === "transcription" ? "transcription" : "realtime";
    const minted = caller.kind === "ephemeral" ? caller.minted.session : null;
    return previewOpening(resource, kind, minted ?? defaultSession(PREVIEW, kind, deployment));
  },
};

/** A session in the flat shape, which Voice Live has too. */
export function previewOpening(resource: Resource, kind: SessionKind, session: JsonObject): Opening {
  const { find, turns } = resource;
  return {
    kind: "session",
    open: (line) => new RealtimeSession({ line, dialect: PREVIEW, kind, session, find, turns }),
  };
}

/** Mints for a conversation and checks the model (FR-007). */
export const previewSessions: Endpoint = {
  transport: "http",
  method: "POST",
  path: "/openai/realtimeapi/sessions",
  versions: "realtime-preview",
  admits: RESOURCE_ONLY,
  names: (question) => textAt(jsonOf(question), "model"),
  refuse: ({ deployment }) => {
    if (deployment === null) {
      return refusals.badRequest("missing_required_parameter", "Missing required parameter: 'model'.", "model");
    }
    return deployment.role === "conversation" ? null : refusals.wrongModel;
  },
  serve: (asked) => minted(asked, "realtime"),
};

/** Mints for a transcription without any check, so it succeeds for any model (FR-003, FR-011). */
export const previewTranscriptionSessions: Endpoint = {
  transport: "http",
  method: "POST",
  path: "/openai/realtimeapi/transcription_sessions",
  versions: "realtime-preview",
  admits: RESOURCE_ONLY,
  names: () => null,
  speaksOf: (question) => textAt(jsonOf(question), "input_audio_transcription.model"),
  refuse: () => null,
  serve: (asked) => minted(asked, "transcription"),
};

/** WebRTC on the regional host: an SDP offer with a minted secret. */
export const previewCalls: Endpoint = {
  transport: "http",
  method: "POST",
  path: "/v1/realtimertc",
  versions: "optional",
  admits: { resource: false, ephemeral: { surface: "preview", kinds: ["realtime"] } },
  names: ({ query }) => query.get("model"),
  refuse: ({ deployment, question }) => {
    if (deployment === null) return refusals.noSelector;
    if (deployment.role !== "conversation") return refusals.wrongModel;
    return offerOf(question) === null ? refusals.badRequest("invalid_offer", "Invalid SDP offer", null) : null;
  },
  serve: ({ question }) => text(201, "application/sdp", sdpAnswer(offerOf(question) ?? "")),
};

function minted({ question, deployment, resource }: Asked, kind: Minted["kind"] & SessionKind): Served {
  const { model: _, client_secret: __, ...patch } = jsonOf(question);
  const outcome = update(
    {
      dialect: PREVIEW,
      kind,
      session: defaultSession(PREVIEW, kind, deployment),
      prefix: "",
      streamsOnly: (name) => streamsOnly(resource.find(name)?.model ?? name),
    },
    patch,
  );
  if ("complaint" in outcome) {
    const { code, message, param } = outcome.complaint;
    return refusals.badRequest(code, message, param);
  }
  const { session } = outcome;
  const { value, expiresAt } = resource.ephemerals.mint(
    { surface: "preview", kind, session, deployment },
    LIFETIME_SECONDS,
  );
  return json(200, { ...session, client_secret: { value, expires_at: Math.floor(expiresAt / 1000) } });
}
