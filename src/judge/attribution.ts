import { isJsonObject } from "../model/json.ts";
import type { Attempt, Hop } from "../model/recording.ts";
import { isErrorShape } from "../steps/answer.ts";
import { header, hopsOf, messagesOf } from "./ids.ts";

/** Families of events of the documented protocol. Another peer's WebSocket speaks of other things. */
const PROTOCOL_EVENT =
  /^(error$|(session|transcription_session|conversation|response|input_audio_buffer|output_audio_buffer|rate_limits)\.)/;

/**
 * By what the last answer of an attempt can be told to be the service's: its headers, a body of its known shape, or
 * events of the protocol. A status alone never makes a claim, and a request that nobody answered has no mark to bear.
 */
export function marksOf(attempt: Attempt): string[] {
  const hop = hopsOf(attempt).findLast(({ status }) => status !== null);
  const elided = attempt.steps.flatMap((step) => Object.keys(step.elided?.types ?? {}));
  const kept = messagesOf(attempt).flatMap(({ event, direction }) =>
    direction === "received" && typeof event?.type === "string" ? [event.type] : [],
  );
  const spoke = [...kept, ...elided].some((type) => PROTOCOL_EVENT.test(type));
  return [...(hop === undefined ? [] : marksOfHop(hop)), ...(spoke ? ["events"] : [])];
}

function marksOfHop(hop: Hop): string[] {
  // We sent x-ms-client-request-id: whoever repeats it has shown nothing.
  const headers = hop.responseHeaders
    .map(([name]) => name.toLowerCase())
    .filter((name) => name === "apim-request-id" || (name.startsWith("x-ms-") && name !== "x-ms-client-request-id"));
  const json = hop.body?.json ?? null;
  const known = isErrorShape(json) || isListing(json) || isCompletion(json) || isDenial(hop.status, json);
  return [...new Set(headers), ...(known ? ["body"] : [])];
}

/**
 * A credential refused by the gateway in front of the service. Gateways of one's own word everything so, and a missing
 * route as well: beyond a 401 the shape is nobody's mark.
 */
function isDenial(status: number | null, json: unknown): boolean {
  return (
    status === 401 && isJsonObject(json) && typeof json.statusCode === "number" && typeof json.message === "string"
  );
}

function isListing(json: unknown): boolean {
  return isJsonObject(json) && json.object === "list" && Array.isArray(json.data);
}

function isCompletion(json: unknown): boolean {
  return isJsonObject(json) && typeof json.id === "string" && typeof json.object === "string";
}

/** Whether a hop's body is something else than the JSON that was due: a page of a portal or a proxy. */
export function isForeignPage(hop: Hop | undefined): boolean {
  if (hop?.body === null || hop?.body === undefined || hop.body.bytes === 0) return false;
  const type = header(hop, "content-type") ?? "";
  return /html/i.test(type) || /^\s*</.test(hop.body.text ?? "");
}
