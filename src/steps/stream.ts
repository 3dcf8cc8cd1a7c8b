import type { Answer } from "../model/answer.ts";
import { valuesAt } from "../model/dotted.ts";
import type { JsonObject } from "../model/json.ts";
import type { Expectation } from "../model/probe.ts";
import type { Hop } from "../model/recording.ts";
import { parseEventStream, type ServerSentEvent } from "../model/server-sent-events.ts";
import type { Stage } from "../model/stage.ts";
import { answerOfEvent } from "./answer.ts";
import { endingOf } from "./outcome.ts";

/*
 * The answer of an HTTP step that is a stream of server-sent events. A service can send the status 200 first and fail
 * afterwards, so an error in the stream refuses the step.
 */

type StreamExpectation = NonNullable<Expectation["stream"]>;

/** Events that end a response without a result. */
const REFUSING = ["error", "response.failed", "response.incomplete"];

/** Returns the answer of the event that refuses a stream. Null if none does. */
export function refusalInStream(stage: Stage, hop: Hop): Answer | null {
  const refusing = eventsOf(hop).find(({ type, json }) => json?.error != null || REFUSING.includes(type ?? ""));
  if (refusing === undefined) return null;
  return answerOfEvent(stage, { ...errorEventOf(refusing), type: refusing.type ?? "error" });
}

/** The flat error event of Responses has the members of the error at its top. */
function errorEventOf({ type, json, data }: ServerSentEvent): JsonObject {
  if (json === null) return { error: { message: data } };
  if (type !== "error" || json.error != null) return json;
  const { type: _, ...error } = json;
  return { error };
}

/** Whether a stream has the event or the data that completes it. */
export function isStreamComplete(stream: StreamExpectation, hop: Hop): boolean {
  const events = eventsOf(hop);
  const types = [stream.event ?? []].flat();
  if (types.length > 0 && !events.some(({ type }) => type !== null && types.includes(type))) return false;
  return stream.data === undefined || events.some(({ data }) => data.trim() === stream.data);
}

/** Returns the joined text of the result, and why the service ended it early. Null if the probe names no text. */
export function readStreamText(
  { nonempty }: StreamExpectation,
  hop: Hop,
): { text: string; reason: string | null } | null {
  if (nonempty === undefined) return null;
  const events = eventsOf(hop).flatMap(({ json }) => (json === null ? [] : [json]));
  const texts = events.flatMap((json) => valuesAt(json, nonempty).filter((value) => typeof value === "string"));
  const reasons = events.map((json) => endingOf(json).reason);
  return { text: texts.join(""), reason: reasons.findLast((reason) => reason !== null) ?? null };
}

function eventsOf({ body }: Hop): ServerSentEvent[] {
  return parseEventStream(body?.text ?? "");
}
