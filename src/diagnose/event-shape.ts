import { valueAt } from "../model/dotted.ts";
import type { Step } from "../model/probe.ts";
import type { CellFacts } from "./facts.ts";
import { decidingRequest, decidingStep } from "./route.ts";

/** The two shapes of the realtime protocol: that of the GA paths and that of the preview ones. */
export type Shape = "ga" | "preview";

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

/** The shape that a socket's path stands for, or null for a path of neither. */
export function shapeOfSocket(cell: CellFacts): Shape | null {
  const path = decidingRequest(cell)?.websocket ?? "";
  if (path.startsWith("/openai/v1/realtime")) return "ga";
  return path === "/openai/realtime" ? "preview" : null;
}

/** What in a step belongs to one shape alone: fields by dotted path, an event's type, the header of the preview. */
export function marksOfShape(step: Step | null, shape: Shape): string[] {
  const sent = step?.send ?? null;
  const fields = sent === null ? [] : FIELDS[shape].filter((path) => valueAt(sent, path) !== null);
  const type = typeof sent?.type === "string" && EVENTS[shape].includes(sent.type) ? [sent.type] : [];
  return [...type, ...fields, ...(shape === "preview" ? previewHeaders(step) : [])];
}

/** What the refused step of a cell, or the handshake of its socket, has that belongs to the other shape than the socket's. */
export function foreignMarks(cell: CellFacts): string[] {
  const shape = shapeOfSocket(cell);
  if (shape === null) return [];
  const handshake = shape === "ga" ? previewHeaders(decidingRequest(cell)) : [];
  return [...new Set([...handshake, ...marksOfShape(decidingStep(cell), shape === "ga" ? "preview" : "ga")])];
}

function previewHeaders(step: Step | null): string[] {
  return Object.keys(step?.headers ?? {}).filter((name) => name.toLowerCase() === "openai-beta");
}
