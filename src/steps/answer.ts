import type { Answer } from "../model/answer.ts";
import { valueAt } from "../model/dotted.ts";
import { intern } from "../model/interned.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { CloseFrame, Hop } from "../model/recording.ts";
import type { Stage } from "../model/stage.ts";
import { endingOf } from "./outcome.ts";
import { pointersIn } from "./pointers.ts";

type Words = Omit<Answer, "stage" | "carrier">;

/** Maximum characters of a body that is not JSON that become the message. */
const MESSAGE_LIMIT = 500;

/** Returns the answer that an HTTP response or a refused handshake gives. Null if no status line arrived. */
export function answerOfHop(stage: Stage, hop: Hop): Answer | null {
  if (hop.status === null) return null;
  const json = hop.body?.json ?? null;
  const carrier = { kind: "status", status: hop.status } as const;
  const isSuccess = hop.status >= 200 && hop.status < 300;
  if (!isJsonObject(json)) {
    return { stage, carrier, ...NO_WORDS, message: shortenBody(hop.body?.text ?? null), refuses: !isSuccess };
  }
  const isWhole = isSuccess && (isJsonObject(json.error ?? null) || !hasErrorInside(json));
  return { stage, carrier, ...(isWhole ? wordsOfResponse(json, json.error ?? null) : wordsOfBody(json)) };
}

/**
 * Whether the body of a success reports an error: it has a member `error`, or repeats the status of a failure, as
 * gateways do.
 */
export function hasErrorInside(json: JsonObject): boolean {
  const { error = null, statusCode, status } = json;
  if (isJsonObject(error) || (typeof error === "string" && error !== "")) return true;
  return [statusCode, status].some((inside) => typeof inside === "number" && inside >= 400 && inside < 600);
}

/** Returns the answer that a refusing event gives: an error event, a `failed` event, or an incomplete response. */
export function answerOfEvent(stage: Stage, event: JsonObject): Answer {
  const places = [event.error, valueAt(event, "response.error"), valueAt(event, "response.status_details.error")];
  const error = places.find((value) => isJsonObject(value ?? null)) ?? null;
  const carrier = { kind: "event", type: textOrNull(event.type) ?? "" } as const;
  // Some error events have the members of the error at their top.
  const { type: _, ...flat } = event;
  const isFlat = event.type === "error" && error === null;
  return { stage, carrier, ...(isFlat ? wordsOfBody(flat) : wordsOfResponse(event, error)) };
}

/** A response has an outcome of its own, whether a body or an event holds it. */
function wordsOfResponse(json: JsonObject, error: Json): Words {
  const { status, reason } = endingOf(json);
  const words = isJsonObject(error)
    ? wordsOfError(error)
    : { ...NO_WORDS, message: describeUnfinished(status, reason), refuses: false };
  return { ...words, finish: status, reason: reason ?? words.reason };
}

/** Returns the answer that a close by the peer gives. */
export function answerOfClose(stage: Stage, close: CloseFrame): Answer {
  const { code, reason, transport } = close;
  // OpenAI's own platform closes with `TYPE.CODE` as the reason, or with a code alone.
  const [, type = null, word = null] =
    /^(?:([a-z]+(?:_[a-z]+)*_error)\.)?([a-z0-9]+(?:_[a-z0-9]+)+)$/.exec(reason) ?? [];
  return {
    stage,
    carrier: { kind: "close", code, reason, transport },
    ...NO_WORDS,
    type,
    code: word,
    message: reason === "" ? null : reason,
  };
}

/**
 * Whether the body has the service's own error form: `{error: {code|type, message}}`. Some handshakes return code and
 * message without the outer object (FR-026).
 */
export function isErrorShape(json: Json): boolean {
  if (!isJsonObject(json)) return false;
  const error = json.error;
  if (isJsonObject(error ?? null)) {
    const { code, type, message } = error as JsonObject;
    return typeof message === "string" && (typeof code === "string" || typeof type === "string" || code === null);
  }
  return typeof json.code === "string" && typeof json.message === "string";
}

const NO_WORDS: Words = {
  code: null,
  type: null,
  message: null,
  param: null,
  pointers: [],
  eventId: null,
  innerCode: null,
  refuses: true,
  finish: null,
  reason: null,
};

function wordsOfBody(json: JsonObject): Words {
  const error = json.error;
  if (isJsonObject(error ?? null)) return wordsOfError(error as JsonObject);
  if (typeof error === "string") return { ...NO_WORDS, message: textOrNull(json.message) ?? error };
  return wordsOfError(json);
}

/** Members that hold the words of an error, in the forms of Azure, FastAPI and ASP.NET. */
const MESSAGES = ["message", "detail", "details.*.message", "detail.*.msg", "title"];

function wordsOfError(error: JsonObject): Words {
  return {
    code: textOrNull(error.code),
    type: textOrNull(error.type),
    message: MESSAGES.map((path) => textOrNull(valueAt(error, path))).find((message) => message !== null) ?? null,
    // An empty param names nothing.
    param: textOrNull(error.param) || null,
    pointers: pointersIn(error).map((pointer) => intern(pointer)),
    eventId: textOrNull(error.event_id) || null,
    innerCode: textOrNull(valueAt(error, "innererror.code")),
    refuses: true,
    finish: null,
    reason: endingOf(error).reason ?? endingOf(error.innererror ?? null).reason,
  };
}

function describeUnfinished(status: string | null, reason: string | null): string | null {
  if (status === null) return null;
  return `the response ended with status ${JSON.stringify(status)}${reason === null ? "" : `, reason ${JSON.stringify(reason)}`}`;
}

function textOrNull(value: Json | undefined): string | null {
  if (typeof value === "string") return intern(value);
  return typeof value === "number" ? String(value) : null;
}

function shortenBody(body: string | null): string | null {
  const trimmed = body?.trim() ?? "";
  return trimmed === "" ? null : trimmed.slice(0, MESSAGE_LIMIT);
}
