import { listHops, readHeader } from "../judge/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import type { Frame, Hop } from "../model/recording.ts";
import type { Result } from "../model/report.ts";
import { eventsWaited } from "./events-waited.ts";
import type { Place } from "./place.ts";
import { placeOf, statuses } from "./reading.ts";

/*
 * Everything that a service said about one result: status, code, type, param, message, details, close code and reason,
 * and every error event. A reader searches for these words, so none is left out.
 */

/** Keys whose values explain a response that did not complete. */
const DETAILS = new Set([
  "status_details",
  "incomplete_details",
  "finish_reason",
  "innererror",
  "content_filter_result",
]);
/** Values of `status` that a client would otherwise miss. */
const UNFINISHED = new Set(["failed", "incomplete", "cancelled"]);
const DEPTH = 6;
/** Text of a body that is no JSON. */
const BODY_CHARACTERS = 300;

/** The words as a list, each to be shown as one code span; empty if the request was never sent. */
export function serviceWords(result: Result, probe: Probe | null): string[] {
  const place = placeOf(result);
  if (place === null) return [];
  const events = errorEvents(place).flatMap(wordsOfJson);
  const own = events.length === 0 ? ownError(result) : [];
  const body = place.hop === null || place.frame !== null ? [] : wordsOfBody(place.hop);
  const words = [
    statuses(result),
    ...own.filter((word) => !body.some((other) => other.includes(word))),
    ...events,
    ...body,
    ...(place.hop?.failure == null || place.frame !== null ? [] : [place.hop.failure.text]),
    ...(result.unstable ? otherAttempts(place) : []),
    ...closeWords(result),
    ...waitWords(place, probe),
  ];
  return [...new Set(words)].filter((word) => word !== "" && !isRepeated(word, words));
}

/** A code such as ECONNREFUSED that the text of the failure has too. */
function isRepeated(word: string, words: string[]): boolean {
  return /^[A-Z_]+$/.test(word) && words.some((other) => other !== word && other.includes(word));
}

function ownError({ error, status }: Result): string[] {
  return error === null ? [] : [errorText(withoutStatus({ ...error }, status))];
}

/** A code that only repeats the status says nothing. */
function withoutStatus(error: JsonObject, status: number | null): JsonObject {
  return String(error.code) === String(status) ? { ...error, code: null } : error;
}

/** `OperationNotSupported · invalid_request_error · param: session.type · The message.` */
function errorText(error: JsonObject): string {
  const text = (key: string) => {
    const value = error[key];
    return value === null || value === undefined || typeof value === "object" ? "" : String(value);
  };
  const param = text("param");
  return [text("code"), text("type"), param === "" ? "" : `param: ${param}`, text("message")]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Events of the deciding attempt that report a failure, and the deciding one. */
function errorEvents({ attempt, frame }: Place): JsonObject[] {
  return attempt.steps
    .flatMap(({ frames }) => frames)
    .flatMap((one) => (isFailure(one) || (one === frame && isReceived(one)) ? [one] : []))
    .flatMap((one) => (one.kind === "message" && one.event !== null ? [one.event] : []));
}

function isReceived(frame: Frame): boolean {
  return frame.kind === "message" && frame.direction === "received";
}

/** Whether a frame reports a failure: it is never left out of a report. */
export function isFailure(frame: Frame): boolean {
  if (frame.kind === "close") return frame.by === "peer";
  if (frame.direction === "sent" || frame.event === null) return false;
  const { type } = frame.event;
  return type === "error" || String(type).endsWith(".failed") || wordsOfDetails(frame.event).length > 0;
}

function wordsOfJson(event: JsonObject): string[] {
  const error = isJsonObject(event.error) ? [errorText(event.error)] : [];
  return [...error, ...wordsOfDetails(event)].map((word) => `${String(event.type ?? "event")}: ${word}`);
}

function wordsOfDetails(json: Json, depth = 0): string[] {
  if (json === null || typeof json !== "object" || depth > DEPTH) return [];
  if (Array.isArray(json)) return json.flatMap((value) => wordsOfDetails(value, depth + 1));
  return Object.entries(json).flatMap(([key, value]) => {
    if (value === null || value === "stop" || value === undefined) return [];
    if (DETAILS.has(key)) return [`${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`];
    if (key === "status" && typeof value === "string" && UNFINISHED.has(value)) return [`status: ${value}`];
    return wordsOfDetails(value, depth + 1);
  });
}

/** An error body in the service's own words; of a body that is no JSON, its beginning. */
function wordsOfBody(hop: Hop): string[] {
  const { body } = hop;
  if (body === null) return [];
  if (isJsonObject(body.json)) {
    const own = isJsonObject(body.json.error) ? body.json.error : (hop.status ?? 0) >= 400 ? body.json : null;
    return [...(own === null ? [] : [errorText(withoutStatus(own, hop.status))]), ...wordsOfDetails(body.json)];
  }
  if ((hop.status ?? 0) < 400 || body.text === null || body.text.trim() === "") return [];
  return [`${readHeader(hop, "content-type") ?? "body"}: ${body.text.slice(0, BODY_CHARACTERS)}`];
}

/** Errors of the attempts that ended differently. */
function otherAttempts({ attempts, index }: Place): string[] {
  return attempts.flatMap((attempt, n) => {
    const hop = listHops(attempt).at(-1);
    if (n === index || hop === undefined) return [];
    return wordsOfBody(hop).map((word) => `attempt ${n + 1}: ${word}`);
  });
}

function closeWords({ close }: Result): string[] {
  if (close === null || close.by !== "peer") return [];
  const code = close.code === null ? "without a close frame (1006)" : String(close.code);
  return [`closed by the service: ${code}${close.reason === "" ? "" : ` ${close.reason}`}`];
}

/** The event that a deadline waited for, and the events that came. */
function waitWords(place: Place, probe: Probe | null): string[] {
  const { attempt, step } = place;
  const record = attempt.steps[step];
  if (record === undefined || record.failure === null) return [];
  const event = probe?.steps[record.index]?.expect?.event;
  const awaited = event === undefined ? [] : [event].flat();
  const received = eventsWaited(place);
  return [
    record.failure.text,
    ...(awaited.length === 0 ? [] : [`awaited: ${awaited.join(" or ")}`]),
    ...(awaited.length === 0 && received === null ? [] : [`received: ${received ?? "no event"}`]),
  ];
}
