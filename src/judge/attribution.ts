import { isJsonObject } from "../model/json.ts";
import type { Observation } from "../model/observation.ts";
import type { Attempt, Hop } from "../model/recording.ts";
import { isErrorShape } from "../steps/answer.ts";
import { listHops, listMessages, readHeader } from "./ids.ts";

/** Event families of the documented protocol. A WebSocket of another peer sends other events. */
const PROTOCOL_EVENT =
  /^(error$|(session|transcription_session|conversation|response|input_audio_buffer|output_audio_buffer|rate_limits)\.)/;

/**
 * Returns what identifies the service in the last answer of an attempt: its headers, a body of known form, or protocol
 * events. A status alone identifies nobody. A request without an answer has no mark.
 */
export function findServiceMarks(attempt: Attempt): string[] {
  const hop = listHops(attempt).findLast(({ status }) => status !== null);
  const elided = attempt.steps.flatMap((step) => Object.keys(step.elided?.types ?? {}));
  const kept = listMessages(attempt).flatMap(({ event, direction }) =>
    direction === "received" && typeof event?.type === "string" ? [event.type] : [],
  );
  const spoke = [...kept, ...elided].some((type) => PROTOCOL_EVENT.test(type));
  return [...(hop === undefined ? [] : marksOfHop(hop)), ...(spoke ? ["events"] : [])];
}

/**
 * Whether the deciding answer is the service's. A page is not, unless it reports a failure and bears a mark: then it is
 * of the service or of its front. Everything that tells the service from a gateway uses this function.
 */
export function isOfService({
  attributedBy,
  notJson,
  status,
}: Pick<Observation, "attributedBy" | "notJson" | "status">): boolean {
  return attributedBy.length > 0 && (!notJson || (status !== null && status >= 500));
}

/** What identifies the service in one response. */
export function marksOfHop(hop: Hop): string[] {
  // The client sends x-ms-client-request-id, so a peer that repeats it has not identified itself.
  const headers = hop.responseHeaders
    .map(([name]) => name.toLowerCase())
    .filter(
      (name) =>
        name === "apim-request-id" ||
        name === "openai-version" ||
        (name.startsWith("x-ms-") && name !== "x-ms-client-request-id"),
    );
  const json = hop.body?.json ?? null;
  const known = isErrorShape(json) || isListing(json) || isCompletion(json);
  // Only the service gives a call such an id. OpenAI's own platform sends no other mark with it.
  const isCall = /\/realtime\/calls\/rtc_/.test(readHeader(hop, "location") ?? "");
  return [...new Set(headers), ...(known ? ["body"] : []), ...(isCall ? ["location"] : [])];
}

function isListing(json: unknown): boolean {
  return isJsonObject(json) && json.object === "list" && Array.isArray(json.data);
}

function isCompletion(json: unknown): boolean {
  return isJsonObject(json) && typeof json.id === "string" && typeof json.object === "string";
}

/** Whether the body of a hop is a page of a portal or a proxy instead of the expected JSON. */
export function isForeignPage(hop: Hop | undefined): boolean {
  if (hop?.body === null || hop?.body === undefined || hop.body.bytes === 0) return false;
  const type = readHeader(hop, "content-type") ?? "";
  return /html/i.test(type) || /^\s*</.test(hop.body.text ?? "");
}
