import type { Answer } from "../model/answer.ts";
import { valueAt } from "../model/dotted.ts";
import { intern } from "../model/interned.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { CloseFrame, Hop } from "../model/recording.ts";
import type { Stage } from "../model/stage.ts";

type Words = Omit<Answer, "stage" | "carrier">;

/** Maximum characters of a body that is not JSON that become the message. */
const MESSAGE_LIMIT = 500;

/** Returns the answer that an HTTP response or a refused handshake gives. Null if no status line arrived. */
export function answerOfHop(stage: Stage, hop: Hop): Answer | null {
  if (hop.status === null) return null;
  const json = hop.body?.json ?? null;
  const words = isJsonObject(json) ? wordsOfBody(json) : { ...NO_WORDS, message: shortenBody(hop.body?.text ?? null) };
  return { stage, carrier: { kind: "status", status: hop.status }, ...words };
}

/** Returns the answer that a refusing event gives: an error event, a `failed` event, or an incomplete response. */
export function answerOfEvent(stage: Stage, event: JsonObject): Answer {
  const error =
    [event.error, valueAt(event, "response.status_details.error")].find((value) => isJsonObject(value ?? null)) ?? null;
  const words: Words = isJsonObject(error)
    ? { ...wordsOfError(error), finish: textOrNull(valueAt(event, "response.status")) }
    : {
        ...NO_WORDS,
        message: describeUnfinished(event),
        refuses: false,
        finish: textOrNull(valueAt(event, "response.status")),
      };
  return { stage, carrier: { kind: "event", type: textOrNull(event.type) ?? "" }, ...words };
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
  innerCode: null,
  refuses: true,
  finish: null,
};

function wordsOfBody(json: JsonObject): Words {
  const error = json.error;
  if (isJsonObject(error ?? null)) return wordsOfError(error as JsonObject);
  if (typeof error === "string") return { ...NO_WORDS, message: error };
  return wordsOfError(json);
}

function wordsOfError(error: JsonObject): Words {
  return {
    code: textOrNull(error.code),
    type: textOrNull(error.type),
    message: textOrNull(error.message),
    // An empty param names nothing.
    param: textOrNull(error.param) || null,
    innerCode: textOrNull(valueAt(error, "innererror.code")),
    refuses: true,
    finish: null,
  };
}

function describeUnfinished(event: JsonObject): string | null {
  const status = valueAt(event, "response.status");
  if (status === null) return null;
  const reason = valueAt(event, "response.status_details.reason");
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
