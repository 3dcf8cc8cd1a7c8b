import type { Answer } from "../model/answer.ts";
import { valueAt, valuesAt } from "../model/dotted.ts";
import { containsPattern } from "../model/header-pattern.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Expectation, Step } from "../model/probe.ts";
import type { Frame, Hop } from "../model/recording.ts";
import { SPEECH_TRANSCRIPT } from "../model/sample.ts";
import { answerOfClose, answerOfEvent, answerOfHop, hasErrorInside } from "./answer.ts";
import { endingOf } from "./outcome.ts";
import { isAudioEnough } from "./received-audio.ts";
import { isStreamComplete, readStreamText, refusalInStream } from "./stream.ts";

/** The meaning of one answer of the peer for the step that waits. */
export type Match =
  | { kind: "met" }
  | { kind: "refused"; answer: Answer }
  /** The answer is not for this step, which continues to wait. */
  | { kind: "ignored" };

const MET: Match = { kind: "met" };
const IGNORED: Match = { kind: "ignored" };

/** Whether the step waits for an event on the open socket. */
export function waitsForEvent(step: Step): boolean {
  return eventsOf(step.expect).length > 0;
}

/** Returns the event types that meet the expectation. */
export function eventsOf(expect: Expectation | undefined): string[] {
  return toList(expect?.event);
}

/** Judges the last hop of a request step. A hop without a status is not an answer: its failure tells the reason. */
export function matchHop(step: Step, hop: Hop): Match {
  const answer = answerOfHop(step.stage, hop);
  if (answer === null || hop.status === null) return IGNORED;
  const expected = step.expect?.status ?? (step.websocket === undefined ? null : [101]);
  const statusFits = expected === null ? hop.status >= 200 && hop.status < 300 : expected.includes(hop.status);
  if (!statusFits) return { kind: "refused", answer };
  const { expect } = step;
  if (expect === undefined || step.websocket !== undefined) return MET;
  const refusal = isStream(expect, hop) ? refusalInStream(step.stage, hop) : null;
  if (refusal !== null) return { kind: "refused", answer: refusal };
  const json = hop.body?.json ?? null;
  if (hop.status < 300 && isJsonObject(json) && hasErrorInside(json)) return { kind: "refused", answer };
  if (expect.stream !== undefined && !isStreamComplete(expect.stream, hop)) return incompleteStream(answer);
  const headersFit = Object.entries(expect.header ?? {}).every(([name, pattern]) =>
    hop.responseHeaders.some(([n, v]) => n.toLowerCase() === name.toLowerCase() && containsPattern(v, pattern)),
  );
  const bodyFits = contentFits(expect, hop.body?.json ?? null) && isAudioEnough(expect, hop);
  return headersFit && bodyFits ? MET : { kind: "refused", answer };
}

/** A service may stream although the probe does not expect it. */
function isStream({ stream }: Expectation, { responseHeaders }: Hop): boolean {
  const isEventStream = ([name, value]: [string, string]) =>
    name.toLowerCase() === "content-type" && value.toLowerCase().startsWith("text/event-stream");
  return stream !== undefined || responseHeaders.some(isEventStream);
}

/** The text of a stream is no message of the service. */
function incompleteStream(answer: Answer): Match {
  return { kind: "refused", answer: { ...answer, message: null, refuses: false } };
}

/**
 * Judges one frame for the step that waits. Audio that a step needs is counted by `ReceivedAudio`.
 *
 * @param sentIds the event_id of every event sent. An error event counts only if it names one of them, or none.
 */
export function matchFrame(step: Step, frame: Frame, sentIds: ReadonlySet<string>): Match {
  if (frame.kind === "close") {
    return frame.by === "peer" ? { kind: "refused", answer: answerOfClose(step.stage, frame) } : IGNORED;
  }
  if (frame.direction === "sent" || frame.event === null) return IGNORED;
  const { event } = frame;
  const type = event.type;
  if (typeof type !== "string") return IGNORED;
  if (type === "error")
    return isOurs(event, sentIds) ? { kind: "refused", answer: answerOfEvent(step.stage, event) } : IGNORED;
  if (step.expect?.["refused-by"]?.includes(type)) return { kind: "refused", answer: answerOfEvent(step.stage, event) };
  if (!eventsOf(step.expect).includes(type)) return IGNORED;
  return contentFits(step.expect, event) ? MET : { kind: "refused", answer: answerOfEvent(step.stage, event) };
}

/** Returns the dotted paths of sent settings that the answer does not repeat. */
export function findIgnoredSettings(expect: Expectation | undefined, sent: Json, received: Json): string[] {
  return toList(expect?.echoes).filter((path) => {
    const asked = valueAt(sent, path);
    return asked !== null && JSON.stringify(valueAt(received, path)) !== JSON.stringify(asked);
  });
}

/** What a result holds, as far as the probe can check it. */
interface ResultText {
  text: string | null;
  empty: boolean;
  /** Whether it shares a word with the sample. Null if the probe does not compare it. */
  sharesWord: boolean | null;
  /** The type of content that arrived instead of the expected one: `output_text`. Null if none did. */
  otherForm: string | null;
  /** Why the service ended the result early: `content_filter`, `length`. Null if it did not. */
  reason: string | null;
}

/**
 * Returns what the result holds. Null if the probe names no result text.
 * @param hop the last hop of a request step, or null
 */
export function readResultText(
  expect: Expectation | undefined,
  received: Json,
  hop: Hop | null = null,
): ResultText | null {
  if (expect?.stream !== undefined && hop !== null) {
    const streamed = readStreamText(expect.stream, hop);
    return streamed && { ...streamed, empty: streamed.text.trim() === "", otherForm: null, sharesWord: null };
  }
  const path = expect?.nonempty;
  if (path === undefined) return null;
  const value = valueAt(received, path);
  const text = typeof value === "string" ? value : null;
  const compared = Object.keys(expect?.matches ?? {}).map((p) => valueAt(received, p));
  const empty = text === null || text.trim() === "";
  return {
    text,
    empty,
    otherForm: empty ? otherFormAt(received, path) : null,
    reason: endingOf(received).reason,
    sharesWord:
      compared.length === 0 ? null : compared.some((v) => typeof v === "string" && sharesWord(v, SPEECH_TRANSCRIPT)),
  };
}

/** Returns the type of the content that is not empty next to the place where the result was expected. */
function otherFormAt(received: Json, path: string): string | null {
  const content = valuesAt(received, path.split(".").slice(0, -1).join("."));
  const filled = content.find(
    (one) =>
      isJsonObject(one) &&
      Object.entries(one).some(([name, value]) => isContent(name) && typeof value === "string" && value !== ""),
  );
  const type = isJsonObject(filled ?? null) ? valueAt(filled ?? null, "type") : null;
  return typeof type === "string" ? type : null;
}

/** Members of a content part that hold content. */
function isContent(name: string): boolean {
  return ["text", "transcript", "audio", "refusal", "data"].includes(name);
}

/** Words that occur in any English text, so that sharing one proves nothing. */
const COMMON_WORDS = new Set(
  "the and for you your this that these those was were are with from have has not but over".split(" "),
);

/** Whether two texts share a distinctive word of three letters or more. */
export function sharesWord(a: string, b: string): boolean {
  const words = (text: string) => (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).filter((w) => !COMMON_WORDS.has(w));
  const known = new Set(words(b));
  return words(a).some((word) => known.has(word));
}

function contentFits(expect: Expectation | undefined, json: Json): boolean {
  const where = Object.entries(expect?.where ?? {});
  if (!where.every(([path, value]) => JSON.stringify(valueAt(json, path)) === JSON.stringify(value))) return false;
  // A result may be empty, but a body of another form is none.
  const [holder] = expect?.nonempty?.split(".") ?? [];
  if (holder !== undefined && isJsonObject(json) && !Object.hasOwn(json, holder)) return false;
  return toList(expect?.present).every((path) => valueAt(json, path) !== null);
}

/** Members of an error event that name the event of the client. GPT-Live uses `event_id` for its own ids. */
const CLIENT_IDS = ["error.client_event_id", "client_event_id", "error.event_id"];

/** Returns the id of the client's event that an error event is about. Null if it names none. */
export function clientEventId(event: Json): string | null {
  for (const path of CLIENT_IDS) {
    const id = valueAt(event, path);
    if (typeof id === "string" && id !== "") return id;
  }
  return null;
}

function isOurs(event: JsonObject, sentIds: ReadonlySet<string>): boolean {
  const named = clientEventId(event);
  return named === null || sentIds.has(named);
}

function toList(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
