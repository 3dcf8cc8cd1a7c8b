import { textAt } from "../model/dotted.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Frame, Hop } from "../model/recording.ts";
import { transcriberIn } from "./conversation.ts";

/** The models or deployments that a captured request names. */
export interface Selectors {
  deployment: string | null;
  /** The conversation in which the deployment transcribes. */
  companion: string | null;
}

const DEPLOYMENT_PATH = /\/deployments\/([^/]+)/;
const NAMING_KEYS = new Set(["model", "deployment"]);

/** A transcriber within a conversation is the subject, as in the built-in probes, because only it can fail alone. */
export function selectorsOf(hops: Hop[], frames: Frame[]): Selectors {
  const bodies = hops.map(({ requestBody }) => requestBody?.json ?? null);
  const sent = frames.flatMap((frame) =>
    frame.kind === "message" && frame.direction === "sent" && frame.event !== null ? [frame.event] : [],
  );
  const heard = frames.some((frame) => frame.kind === "message" && isAudio(frame.event));
  const configured = bodies
    .map((body) => (isJsonObject(body) ? transcriberIn(body) : null))
    .find((name) => name !== null);
  const updated = sent.map(transcriberIn).findLast((name) => name !== null);
  const transcriber = (heard ? (updated ?? configured) : frames.length === 0 ? configured : null) ?? null;
  const named = hops.map(
    ({ url }, n) => namedBy(url) ?? textAt(bodies[n] ?? null, "model") ?? textAt(bodies[n] ?? null, "session.model"),
  );
  const main = named.find((name) => name !== null) ?? modelOf(frames);
  const isTranscription =
    sent.some(isTranscriptionUpdate) || bodies.some((body) => textAt(body, "session.type") === "transcription");
  if (transcriber === null) return { deployment: main, companion: null };
  if (isTranscription || main === null || main === transcriber) return { deployment: transcriber, companion: null };
  return { deployment: transcriber, companion: main };
}

/** Replaces the names in a request by the placeholders of a probe. Other braces must not read as placeholders. */
export function withPlaceholders(json: JsonObject, selectors: Selectors): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, replaced(value, NAMING_KEYS.has(key), selectors)]),
  );
}

function replaced(value: Json, names: boolean, selectors: Selectors): Json {
  if (typeof value === "string") return names ? placeholderFor(value, selectors) : withoutBraces(value);
  if (Array.isArray(value)) return value.map((one) => replaced(one, false, selectors));
  return isJsonObject(value) ? withPlaceholders(value, selectors) : value;
}

/** The placeholder of a name, or the name itself. */
export function placeholderFor(name: string, { deployment, companion }: Selectors): string {
  if (name === deployment) return "{deployment}";
  return name === companion ? "{companion}" : withoutBraces(name);
}

/** The path of a probe, with a placeholder for the deployment. */
export function pathWithPlaceholders(path: string): string {
  return path.replace(DEPLOYMENT_PATH, "/deployments/{deployment}");
}

function withoutBraces(text: string): string {
  return text.replace(/\{([a-z][a-z0-9-]*)\}/g, "{ $1 }");
}

function namedBy(address: string): string | null {
  const url = new URL(address);
  const inPath = DEPLOYMENT_PATH.exec(url.pathname)?.[1];
  return (
    url.searchParams.get("deployment") ?? url.searchParams.get("model") ?? (inPath ? decodeURIComponent(inPath) : null)
  );
}

/** Without a handshake, only the session says which model answers. */
function modelOf(frames: Frame[]): string | null {
  const named = frames.map((frame) => (frame.kind === "message" ? textAt(frame.event, "session.model") : null));
  return named.find((name) => name !== null) ?? null;
}

function isTranscriptionUpdate(event: JsonObject): boolean {
  return event.type === "transcription_session.update" || textAt(event, "session.type") === "transcription";
}

function isAudio(event: JsonObject | null): boolean {
  return typeof event?.type === "string" && /input_audio_buffer\.(append|commit)/.test(event.type);
}
