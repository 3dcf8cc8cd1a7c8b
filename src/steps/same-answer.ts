import type { Answer } from "../model/answer.ts";
import { oncePer } from "../model/once.ts";

const IDS =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:event|item|sess|resp|conv|call|rtc|req|msg|part)_[A-Za-z0-9_-]{6,}|[0-9a-f]{24,})\b/gi;
/** The request line that some messages repeat: `Invalid URL (POST /v1/…)`. */
const REQUESTS = /\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) \/[^\s)"']*/g;
const TIMES = /\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g;

/** Returns one spelling for a code that the service spells in two ways (FR-001 and FR-007). */
export function normalizeCode(code: string | null): string | null {
  if (code === null) return null;
  return code.toLowerCase() === "opperationnotsupported" ? "operationnotsupported" : code.toLowerCase();
}

/** Masks names and ids in a message, so that only its wording remains. */
export function maskMessage(message: string | null, names: readonly string[]): string {
  return maskOf(names)((message ?? "").replace(IDS, "<id>").replace(TIMES, "<time>").replace(REQUESTS, "<request>"));
}

/** Masks the names in a text. It is cached because the same few texts occur in many cells. */
const maskOf = oncePer((names: readonly string[]) => {
  const longestFirst = names.filter((name) => name !== "").sort((a, b) => b.length - a.length);
  const masked = new Map<string, string>();
  return (text: string): string => {
    const known = masked.get(text);
    if (known !== undefined) return known;
    const wording = longestFirst
      .reduce((rest, name) => (rest.includes(name) ? rest.split(name).join("<name>") : rest), text)
      .replace(/\s+/g, " ")
      .trim();
    masked.set(text, wording);
    return wording;
  };
});

/**
 * Whether two answers are the same: stage, carrier, code, type, and message with names and ids masked.
 *
 * @param names names of deployments, companions and targets that either message may contain
 */
export function isSameAnswer(a: Answer | null, b: Answer | null, names: readonly string[]): boolean {
  if (a === null || b === null || a.stage !== b.stage || a.type !== b.type || !isSameCarrier(a.carrier, b.carrier))
    return false;
  if (normalizeCode(a.code) !== normalizeCode(b.code)) return false;
  return a.message === b.message || maskMessage(a.message, names) === maskMessage(b.message, names);
}

/** The same key for refusals in the same words, wherever they arrive: the code, or else the type, and the message. */
export function wordsKey(answer: Pick<Answer, "code" | "type" | "message"> | null, names: readonly string[]): string {
  return JSON.stringify([
    normalizeCode(answer?.code ?? answer?.type ?? null),
    maskMessage(answer?.message ?? null, names),
  ]);
}

function isSameCarrier(a: Answer["carrier"], b: Answer["carrier"]): boolean {
  if (a.kind === "status") return b.kind === "status" && a.status === b.status;
  if (a.kind === "event") return b.kind === "event" && a.type === b.type;
  return b.kind === "close" && a.code === b.code && a.transport === b.transport;
}
