import { valueAt } from "../model/dotted.ts";
import type { Step } from "../model/probe.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { getDecidingRequest, getDecidingStep, getRouteKey, listStepsTaken } from "./route.ts";

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
function listMarksOfShape(step: Step | null, shape: Shape): string[] {
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

/** Whether the service refused an event because of its shape. */
export function isShapeMismatch(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (getSocketShape(cell) === null) return false;
  if (cause === "request.shape" && isOfAShape(cell)) return true;
  const refused = verdict === "rejected-request" || cause === "inconclusive.unrecognised";
  if (!refused || cause === "request.session-type-mismatch") return false;
  return hasForeignParameter(cell) || (listForeignMarks(cell).length > 0 && findAcceptedOwnShape(cell, facts) !== null);
}

/** Whether the refused field belongs to one of the two shapes. One that belongs to neither is a field of this request alone. */
function isOfAShape(cell: CellFacts): boolean {
  const shape = getSocketShape(cell);
  const named = cell.verdict.facts?.field?.split(" ").at(-1) ?? null;
  const step = getDecidingStep(cell);
  if (named === null || shape === null || listForeignMarks(cell).length > 0) return true;
  return listMarksOfShape(step, shape).some((mark) => {
    const field = mark === step?.send?.type ? "type" : mark;
    return field === named || field.startsWith(`${named}.`) || named.startsWith(`${field}.`);
  });
}

/** Whether the error names a parameter of the other shape. */
function hasForeignParameter(cell: CellFacts): boolean {
  const param = cell.observation.last?.answer?.param ?? null;
  return param !== null && listForeignMarks(cell).some((mark) => param === mark || param.startsWith(`${mark}.`));
}

/** A cell of the same deployment and socket with an accepted event of the socket's own shape at the same stage. */
export function findAcceptedOwnShape(cell: CellFacts, facts: Facts): CellFacts | null {
  const shape = getSocketShape(cell);
  const stage = getDecidingStep(cell)?.stage;
  const key = getRouteKey(cell);
  const found = facts.cellsOfSameDeployment(cell).find((other) => {
    if (getRouteKey(other) !== key || shape === null) return false;
    const steps = listStepsTaken(other);
    const passed = other.observation.last?.completed === true ? steps : steps.slice(0, -1);
    return passed.some(
      (step) => step.stage === stage && step.send !== undefined && listMarksOfShape(step, shape).length > 0,
    );
  });
  return found ?? null;
}

function listPreviewHeaders(step: Step | null): string[] {
  return Object.keys(step?.headers ?? {}).filter((name) => name.toLowerCase() === "openai-beta");
}
