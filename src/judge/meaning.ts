import type { Answer, Carrier } from "../model/answer.ts";
import { type Cause, verdictOf } from "../model/cause.ts";
import type { ErrorText } from "../model/error-text.ts";
import { oncePer } from "../model/once.ts";
import { normalizeCode } from "../steps/same-answer.ts";

/**
 * Returns the cause that an answer states by itself: by a known error text, else by its type, status or close code.
 * Null if neither is known. `error.code` outranks `error.type`, which outranks the text, the status and the close code.
 */
export function meaningOf(answer: Answer, texts: ErrorText[]): Cause | null {
  return recordedMeaning(answer, texts) ?? plainMeaning(answer);
}

/**
 * Returns the cause that belongs to a known error text, or null. It is cached because rules and findings call it often.
 */
export function recordedMeaning(answer: Answer, texts: ErrorText[]): Cause | null {
  const known = meaningsUnder(texts);
  const before = known.get(answer);
  if (before !== undefined) return before;
  const meaning = lookUp(answer, texts);
  known.set(answer, meaning);
  return meaning;
}

const meaningsUnder = oncePer((_texts: ErrorText[]) => new WeakMap<Answer, Cause | null>());

function lookUp(answer: Answer, texts: ErrorText[]): Cause | null {
  const fitting = texts.filter((text) => fits(answer, text));
  const found =
    fitting.find((text) => text.code !== undefined) ??
    fitting.find((text) => text.type !== undefined) ??
    // A text alone raises confidence in a refusal. It does not turn a service error into one.
    (isServerFault(answer) ? undefined : fitting[0]);
  // A status outranks a text that says no more than the status: the service failed.
  return found === undefined || (isServerStatus(answer) && verdictOf(found.means) === "server-fault")
    ? null
    : found.means;
}

function isServerStatus({ carrier }: Answer): boolean {
  return carrier.kind === "status" && carrier.status >= 500;
}

/** Returns the cause that the type, status or close code states if no error text is known. */
export function plainMeaning(answer: Answer): Cause | null {
  const { carrier, code, type, refuses, reason } = answer;
  if (carrier.kind === "close") return closeMeaning(carrier);
  // An error that lists what its filter found was made by the filter.
  if (refuses && reason === "content_filter") return "request.content-filter";
  if (isServerFault(answer))
    return carrier.kind === "status" && carrier.status >= 500 ? "server.5xx" : "server.error-event";
  if (LIMITED.includes(type) || OF_A_LIMIT.test(type ?? "") || OF_A_LIMIT.test(code ?? ""))
    return "throttled.call-rate";
  if (code !== null && carrier.kind === "status" && carrier.status === 408 && OF_ITSELF.test(code))
    return "server.timeout";
  // An unknown code outranks the type, so the meaning of the answer is unknown.
  return carrier.kind === "status" ? statusMeaning(carrier.status) : null;
}

/** Codes with which a service reports its own failure. They count for every type. */
const OF_ITSELF = /internal|server_?error|timeout|timed_out|unavailable|overload/i;

/** Codes and types that report a limit. The service also uses the name of the limited thing alone as a type. */
const OF_A_LIMIT = /rate_?limit|too_?many_?requests/i;
const LIMITED: readonly (string | null)[] = ["requests", "tokens"];

/** Whether the service reports its own failure instead of a refusal. */
function isServerFault({ carrier, code, type }: Answer): boolean {
  if (carrier.kind === "status" && carrier.status >= 300) return carrier.status >= 500;
  // The error within a successful response has a code and often no type.
  if (carrier.kind === "status") return code !== null && OF_ITSELF.test(code);
  return type !== null && OF_ITSELF.test(type) && (code === null || OF_ITSELF.test(code));
}

/** Returns the normalised codes of a known error text. Null if it applies to any code. */
const codesOf = oncePer(({ code }: ErrorText) =>
  code === undefined ? null : [code].flat().map((one) => normalizeCode(one)),
);

function fits(answer: Answer, text: ErrorText): boolean {
  const codes = codesOf(text);
  if (codes !== null && !codes.includes(normalizeCode(answer.code)) && !codes.includes(normalizeCode(answer.innerCode)))
    return false;
  if (text.type !== undefined && text.type !== answer.type) return false;
  if (text.text !== undefined && !(answer.message ?? "").toLowerCase().includes(text.text.toLowerCase())) return false;
  if (text.status === undefined) return true;
  return answer.carrier.kind === "status" && text.status.includes(answer.carrier.status);
}

function statusMeaning(status: number): Cause | null {
  if (status >= 500) return "server.5xx";
  if (status === 401 || status === 403) return "auth.refused";
  if (status === 407) return "auth.proxy";
  if (status === 429) return "throttled.call-rate";
  return [408, 411, 413, 414, 415, 417, 426, 431, 451].includes(status) ? "request.refused" : null;
}

function closeMeaning({ code, reason, transport }: Extract<Carrier, { kind: "close" }>): Cause {
  if (code === null || code === 1005 || code === 1006)
    return transport === "reset" ? "ws.reset" : "ws.closed.no-reason";
  if (code === 1008) return policyMeaning(reason);
  if ([1011, 1012, 1014].includes(code)) return "server.close";
  if (code === 1013) return "throttled.call-rate";
  // The peer reports that the client broke the protocol.
  if ([1002, 1003, 1007, 1009, 1010].includes(code)) return "ws.protocol-close";
  return code === 1000 || code === 1001 ? "ws.closed.normal-early" : "ws.closed.unknown-code";
}

/**
 * The policies that a close with code 1008 may report (RFC 6455, section 7.4.1). The first one that the reason names
 * counts.
 */
const POLICIES: [words: RegExp, cause: Cause][] = [
  [/\bquota|insufficient.?(funds|credits?)|billing/i, "throttled.quota"],
  [/(\btoken|\btpm\b).*(rate|limit)|(rate|limit).*\btokens?\b.*(minute|exceeded|reached)/i, "throttled.token-rate"],
  [
    /(rate|call|request|connection|session|concurren\w*).?limit|too.?many|throttl|\brpm\b|slow.?down/i,
    "throttled.call-rate",
  ],
  [
    /(session|connection).*(expired|maximum|too long|time.?out|time limit|inactiv|idle)|\b(idle|inactivity)\b/i,
    "session.expired",
  ],
  [/content.?(filter|policy|management|safety)|\bmoderation\b|responsible.?ai/i, "request.content-filter"],
  [/(ephemeral|client.?secret).*expired/i, "auth.ephemeral-expired"],
  [/(token|jwt|credential).*expired/i, "auth.token-expired"],
  [/audience/i, "auth.token-audience"],
  [/(api|subscription|access).?key/i, "auth.key-invalid"],
  [/\b(firewall|ip address|virtual network|vnet|private endpoint)\b/i, "auth.network-acl"],
  [/\b(role|permission|data action)s?\b/i, "auth.role-missing"],
  [
    /(invalid|missing|bad|wrong|malformed).*\btoken\b|\btoken\b.*(invalid|missing|malformed|rejected)/i,
    "auth.token-invalid",
  ],
  [/un-?auth|not.?auth|authenticat|authori[sz]|forbidden|denied|credential|\b40[13]\b/i, "auth.refused"],
];

function policyMeaning(reason: string): Cause {
  return POLICIES.find(([words]) => words.test(reason))?.[1] ?? "ws.policy-close";
}
