import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { field, textAt } from "../json-field.ts";
import { merged, placeOf, withTurnDetectionOff } from "./configuration.ts";
import type { SessionKind } from "./defaults.ts";
import type { Dialect } from "./dialect.ts";
import { type Complaint, invalidValue, missingParameter, unknownParameter } from "./line.ts";

interface UpdateContext {
  dialect: Dialect;
  kind: SessionKind;
  session: JsonObject;
  /** True if the deployment of this name has no voice detection. */
  streamsOnly: (deployment: string) => boolean;
  /** Prefix of parameter names: `session.` in an event, empty in the body of a preview mint. */
  prefix: "session." | "";
}

const HEARING = "format noise_reduction transcription turn_detection".split(" ");
const GA_KEYS: Record<string, readonly string[]> = {
  realtime: [
    ..."type model id object audio include instructions max_output_tokens output_modalities expires_at".split(" "),
    ..."parallel_tool_calls prompt reasoning tool_choice tools tracing truncation".split(" "),
  ],
  transcription: "type model id object audio include expires_at".split(" "),
  audio: ["input", "output"],
  "audio.input": HEARING,
  "audio.output": "format language speed voice".split(" "),
};
const PREVIEW_KEYS: Record<SessionKind, readonly string[]> = {
  realtime: [
    ..."model id object modalities instructions voice input_audio_format output_audio_format".split(" "),
    ..."input_audio_transcription input_audio_noise_reduction turn_detection tools tool_choice temperature".split(" "),
    ..."max_response_output_tokens speed tracing client_secret include expires_at".split(" "),
  ],
  transcription: [
    ..."model id object modalities input_audio_format input_audio_transcription include client_secret".split(" "),
    ..."input_audio_noise_reduction turn_detection expires_at".split(" "),
  ],
};

/** The updated session, or the error that refuses the whole update. */
export function update(context: UpdateContext, patch: JsonObject): { session: JsonObject } | { complaint: Complaint } {
  const complaint = context.dialect.surface === "ga" ? gaComplaint(context, patch) : previewComplaint(context, patch);
  const found = complaint ?? voiceDetectionComplaint(context, patch);
  if (found !== null) return { complaint: found };
  const session = merged(context.session, patch);
  return { session: mustNotDetect(context, session) ? withTurnDetectionOff(context.dialect, session) : session };
}

/** The update has another session type than the connection (FR-002, FR-102). */
export function kindMismatch(kind: SessionKind): Complaint {
  const other = kind === "realtime" ? "transcription" : "realtime";
  return {
    code: "invalid_parameter",
    message: `Passing a ${other} session update event to a ${kind} session is not allowed.`,
    param: null,
  };
}

function gaComplaint(context: UpdateContext, patch: JsonObject): Complaint | null {
  const { kind, prefix } = context;
  if (patch.type === undefined || patch.type === null) return missingParameter(`${prefix}type`);
  if (patch.type !== "realtime" && patch.type !== "transcription") {
    return invalidValue(String(patch.type), "'realtime' and 'transcription'", `${prefix}type`);
  }
  if (patch.type !== kind) return kindMismatch(kind);
  return (
    unknownKey(patch, GA_KEYS[kind], prefix) ??
    unknownKey(patch.audio, GA_KEYS.audio, `${prefix}audio.`) ??
    unknownKey(field(patch, "audio.input"), GA_KEYS["audio.input"], `${prefix}audio.input.`) ??
    unknownKey(field(patch, "audio.output"), GA_KEYS["audio.output"], `${prefix}audio.output.`) ??
    modalitiesComplaint(patch.output_modalities, prefix) ??
    rateComplaint(field(patch, "audio.input.format"), `${prefix}audio.input.format.rate`)
  );
}

function previewComplaint(context: UpdateContext, patch: JsonObject): Complaint | null {
  const { kind, prefix } = context;
  if (patch.type !== undefined) return unknownParameter(`${prefix}type`);
  const format = patch.input_audio_format;
  if (format !== undefined && !["pcm16", "g711_ulaw", "g711_alaw"].some((known) => known === format)) {
    return invalidValue(String(format), "'pcm16', 'g711_ulaw', and 'g711_alaw'", `${prefix}input_audio_format`);
  }
  return unknownKey(patch, PREVIEW_KEYS[kind], prefix);
}

function unknownKey(group: Json | undefined, known: readonly string[] | undefined, prefix: string): Complaint | null {
  if (!isJsonObject(group) || known === undefined) return null;
  const unknown = Object.keys(group).find((name) => !known.includes(name));
  return unknown === undefined ? null : unknownParameter(prefix + unknown);
}

/** GA accepts text or audio, and rejects an empty list (FR-050). */
function modalitiesComplaint(modalities: Json | undefined, prefix: string): Complaint | null {
  if (modalities === undefined) return null;
  const one = Array.isArray(modalities) && modalities.length === 1 ? modalities[0] : null;
  if (one === "text" || one === "audio") return null;
  return invalidValue(JSON.stringify(modalities), "['text'] and ['audio']", `${prefix}output_modalities`);
}

function rateComplaint(format: Json | undefined, param: string): Complaint | null {
  if (!isJsonObject(format) || format.type !== "audio/pcm" || format.rate === undefined) return null;
  return format.rate === 24000 ? null : invalidValue(String(format.rate), "24000", param);
}

/** A model that only streams has no voice detection on a transcription socket. */
function voiceDetectionComplaint(context: UpdateContext, patch: JsonObject): Complaint | null {
  const place = placeOf(context.dialect, "turnDetection");
  const asked = field(patch, place) ?? null;
  if (asked === null || !mustNotDetect(context, merged(context.session, patch))) return null;
  const param = context.prefix + place;
  return { code: "invalid_value", message: "VAD is not supported for this transcription model.", param };
}

function mustNotDetect(context: UpdateContext, session: JsonObject): boolean {
  const model = textAt(session, `${placeOf(context.dialect, "transcription")}.model`);
  return context.kind === "transcription" && model !== null && context.streamsOnly(model);
}
