import { valueAt } from "../model/dotted.ts";
import type { Irregularity } from "../model/irregularity.ts";
import type { Attempt, MessageFrame } from "../model/recording.ts";
import { readRetryAfter } from "../steps/retry-after.ts";
import { listHops, listMessages } from "./ids.ts";

/** Pairs of events whose order the protocol defines, if both arrive. */
const ORDER: [earlier: string, later: string][] = [
  ["session.created", "session.updated"],
  ["transcription_session.created", "transcription_session.updated"],
  ["input_audio_buffer.committed", "conversation.item.input_audio_transcription.completed"],
  ["conversation.item.added", "conversation.item.done"],
  ["response.created", "response.done"],
];

/** Events that carry a result, with the events that announce what the result belongs to. */
const RESULTS = [
  {
    kind: "result-of-another-item",
    result: /^conversation\.item\.input_audio_transcription\.(completed|failed)$/,
    resultId: "item_id",
    origin: /^(input_audio_buffer\.committed|conversation\.item\.(added|created))$/,
    originIds: ["item_id", "item.id"],
  },
  {
    kind: "result-of-another-response",
    result: /^response\.done$/,
    resultId: "response.id",
    origin: /^response\.created$/,
    originIds: ["response.id"],
  },
] as const satisfies { kind: Irregularity; result: RegExp; resultId: string; origin: RegExp; originIds: string[] }[];

/**
 * Returns the unusual behaviour of a peer. No verdict rests on it, because a service may behave unusually and still
 * be right.
 */
export function findIrregularities(attempt: Attempt): Irregularity[] {
  const received = listMessages(attempt).filter(({ direction }) => direction === "received");
  const found: Irregularity[] = RESULTS.filter((one) => isUnannounced(received, one)).map(({ kind }) => kind);
  if (received.some(({ event, text }) => event === null && text === null)) found.push("binary-message");
  if (ORDER.some(([earlier, later]) => isReversed(received, earlier, later))) found.push("event-order");
  if (listHops(attempt).some((hop) => hop.status === 429 && readRetryAfter(hop, startOf(attempt)).isAbsurd)) {
    found.push("absurd-retry-after");
  }
  return found.sort();
}

/** Epoch ms, for a header with a date. An imported capture without times has no usable one. */
function startOf({ startedAt }: Attempt): number {
  return startedAt === null ? Number.NaN : Date.parse(startedAt);
}

/** Whether a result names an object that the session never announced. */
function isUnannounced(received: MessageFrame[], one: (typeof RESULTS)[number]): boolean {
  const begun = new Set(idsIn(received, one.origin, one.originIds));
  return begun.size > 0 && idsIn(received, one.result, [one.resultId]).some((id) => !begun.has(id));
}

function idsIn(received: MessageFrame[], types: RegExp, paths: readonly string[]): string[] {
  return received
    .filter(({ event }) => types.test(String(event?.type)))
    .flatMap(({ event }) => paths.flatMap((path) => valueAt(event, path) ?? []))
    .filter((id) => typeof id === "string");
}

function isReversed(received: MessageFrame[], earlier: string, later: string): boolean {
  const first = received.findIndex(({ event }) => event?.type === earlier);
  const second = received.findIndex(({ event }) => event?.type === later);
  return second !== -1 && second < first;
}
