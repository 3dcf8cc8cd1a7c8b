import { SPEECH_TRANSCRIPT } from "../../model/sample.ts";
import type { Question } from "../question.ts";
import type { Refusal } from "../refusal.ts";
import * as refusals from "../refusal.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { streamsOnly } from "../session/configuration.ts";
import { type Asked, type Endpoint, json, RESOURCE_ONLY, type Served, text } from "./endpoint.ts";

const POST = { transport: "http", method: "POST", admits: RESOURCE_ONLY } as const;
const AUDIO_FILE = /\.(flac|m4a|mp3|mp4|mpeg|mpga|oga|ogg|wav|webm)$/i;

/** Formats that only whisper has (FR-068). */
const WHISPER_FORMATS = ["verbose_json", "srt", "vtt"];

/** Speech to text, the deployment in the path. */
export const audioTranscriptionsDeployment: Endpoint = {
  ...POST,
  path: "/openai/deployments/{deployment}/audio/transcriptions",
  versions: "data-plane",
  names: (_, params) => params.deployment ?? null,
  refuse: (asked) => refuseAudio(asked, "audioTranscription", transcribes),
  serve: serveAudio,
};

/** Speech to text on v1, the deployment in the form. */
export const audioTranscriptionsV1: Endpoint = {
  ...POST,
  path: "/openai/v1/audio/transcriptions",
  versions: "optional",
  names: ({ body }) => (body.kind === "form" ? (body.fields.get("model") ?? null) : null),
  refuse: (asked) => refuseAudio(asked, "audioTranscription", transcribes),
  serve: serveAudio,
};

/** Speech to English text, with whisper only. */
export const audioTranslationsDeployment: Endpoint = {
  ...POST,
  path: "/openai/deployments/{deployment}/audio/translations",
  versions: "data-plane",
  names: (_, params) => params.deployment ?? null,
  refuse: (asked) => refuseAudio(asked, "audioTranslation", ({ model }) => model.startsWith("whisper")),
  serve: serveAudio,
};

/** A model that only streams has no REST route. */
function transcribes({ role, model }: ScenarioDeployment): boolean {
  return role === "transcription" && !streamsOnly(model);
}

function refuseAudio(
  asked: Asked,
  operation: string,
  takes: (deployment: ScenarioDeployment) => boolean,
): Refusal | null {
  const { question, deployment } = asked;
  if (deployment === null) {
    return refusals.badRequest("missing_required_parameter", "Missing required parameter: 'model'.", "model");
  }
  if (!takes(deployment)) return refusals.wrongModelRest(operation);
  return fileComplaint(question) ?? formatComplaint(question, deployment);
}

function fileComplaint({ body }: Question): Refusal | null {
  const name = body.kind === "form" ? (body.file?.name ?? "") : "";
  return AUDIO_FILE.test(name) ? null : refusals.badRequest("invalid_value", "Unrecognized file format", "file");
}

function formatComplaint(question: Question, { model }: ScenarioDeployment): Refusal | null {
  const format = formatOf(question);
  if (!WHISPER_FORMATS.includes(format) || model.startsWith("whisper")) return null;
  const message = `response_format '${format}' is not compatible with model '${model}'. Use 'json' or 'text' instead.`;
  return refusals.badRequest("unsupported_value", message, "response_format");
}

function formatOf({ body }: Question): string {
  return (body.kind === "form" ? body.fields.get("response_format") : undefined) ?? "json";
}

function serveAudio({ question }: Asked): Served {
  const format = formatOf(question);
  if (format === "text") return text(200, "text/plain; charset=utf-8", `${SPEECH_TRANSCRIPT}\n`);
  if (format !== "verbose_json") return json(200, { text: SPEECH_TRANSCRIPT });
  return json(200, { task: "transcribe", language: "english", duration: 2.7, text: SPEECH_TRANSCRIPT, segments: [] });
}
