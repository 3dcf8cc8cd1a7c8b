import { valueAt } from "../model/dotted.ts";
import type { Step } from "../model/probe.ts";
import type { CellFacts } from "./facts.ts";
import { getDecidingRequest, getDecidingStep } from "./route.ts";

/** The two shapes of the realtime protocol: of the GA paths and of the preview paths. */
type Shape = "ga" | "preview";

/** Fields of an event that only one of the two shapes has. */
const FIELDS: Record<Shape, string[]> = {
  ga: ["session.type", "session.audio", "session.output_modalities", "response.output_modalities"],
  preview: [
    "session.modalities",
    "session.input_audio_format",
    "session.output_audio_format",
    "session.input_audio_transcription",
    "session.turn_detection",
    "session.max_response_output_tokens",
    "response.modalities",
  ],
};

/** Types of events that only one of the two shapes has. */
const EVENTS: Record<Shape, string[]> = { ga: [], preview: ["transcription_session.update"] };

/** The shape that a socket's path expects, or null for another path. */
export function getSocketShape(cell: CellFacts): Shape | null {
  const path = getDecidingRequest(cell)?.websocket ?? "";
  if (path.startsWith("/openai/v1/realtime")) return "ga";
  return path === "/openai/realtime" ? "preview" : null;
}

/** Parts of a step that only one shape has: fields by dotted path, the type of an event, the preview header. */
export function listMarksOfShape(step: Step | null, shape: Shape): string[] {
  const sent = step?.send ?? null;
  const fields = sent === null ? [] : FIELDS[shape].filter((path) => valueAt(sent, path) !== null);
  const type = typeof sent?.type === "string" && EVENTS[shape].includes(sent.type) ? [sent.type] : [];
  return [...type, ...fields, ...(shape === "preview" ? listPreviewHeaders(step) : [])];
}

/** Parts of the refused step or of the handshake that belong to the other shape than the socket's. */
export function listForeignMarks(cell: CellFacts): string[] {
  const shape = getSocketShape(cell);
  if (shape === null) return [];
  const handshake = shape === "ga" ? listPreviewHeaders(getDecidingRequest(cell)) : [];
  return [...new Set([...handshake, ...listMarksOfShape(getDecidingStep(cell), shape === "ga" ? "preview" : "ga")])];
}

function listPreviewHeaders(step: Step | null): string[] {
  return Object.keys(step?.headers ?? {}).filter((name) => name.toLowerCase() === "openai-beta");
}
