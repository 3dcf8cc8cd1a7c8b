import type { Answer } from "../model/answer.ts";

const IDS =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:event|item|sess|resp|conv|call|rtc|req|msg|part)_[A-Za-z0-9_-]{6,}|[0-9a-f]{24,})\b/gi;
/** The request line that some answers repeat: `Invalid URL (POST /v1/…)`. */
const REQUESTS = /\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) \/[^\s)"']*/g;
const TIMES = /\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g;

/** One code that the service is known to spell in two ways (FR-001 and FR-007). */
export function normalCode(code: string | null): string | null {
  if (code === null) return null;
  return code.toLowerCase() === "opperationnotsupported" ? "operationnotsupported" : code.toLowerCase();
}

/** A message with names and ids masked: what remains is the wording. */
export function maskedMessage(message: string | null, names: string[]): string {
  let text = (message ?? "").replace(IDS, "<id>").replace(TIMES, "<time>").replace(REQUESTS, "<request>");
  for (const name of [...names].filter((n) => n !== "").sort((a, b) => b.length - a.length)) {
    text = text.split(name).join("<name>");
  }
  return text.replace(/\s+/g, " ").trim();
}

/**
 * Whether two answers are the same: rung, carrier, code, type and message with names and ids masked.
 * @param names of deployments, companions and targets that may stand in either message
 */
export function sameAnswer(a: Answer | null, b: Answer | null, names: string[]): boolean {
  return a !== null && b !== null && fingerprint(a, names) === fingerprint(b, names);
}

function fingerprint(answer: Answer, names: string[]): string {
  const { rung, carrier, code, type, message } = answer;
  const carried =
    carrier.kind === "status"
      ? carrier.status
      : carrier.kind === "event"
        ? carrier.type
        : `${carrier.code} ${carrier.transport}`;
  return JSON.stringify([rung, carrier.kind, carried, normalCode(code), type, maskedMessage(message, names)]);
}
