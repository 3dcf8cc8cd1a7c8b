import { CAUSES, type Cause } from "../model/cause.ts";
import type { Component } from "../model/finding.ts";
import type { Result } from "../model/report.ts";
import type { VerdictKind } from "../model/verdict.ts";
import { utcTime } from "./clock.ts";
import { digestOf } from "./digest.ts";
import { seenAt } from "./reading.ts";

/** A result of this run, or the verdict of an earlier one. */
type Judged = Pick<Result, "verdict" | "cause"> | Result;

/** Verdicts in a reader's words. */
const OUTCOMES = {
  supported: "works",
  partial: "partly proven",
  unsupported: "not supported by this model",
  "not-deployed": "deployment not found",
  "no-route": "endpoint not found",
  auth: "access denied",
  throttled: "rate-limited",
  "rejected-request": "invalid request",
  "server-fault": "service error",
  "protocol-violation": "protocol error",
  redirect: "redirect to a dead endpoint",
  network: "no evidence",
  "local-fault": "no evidence",
  inconclusive: "no evidence",
  skipped: "not run",
} as const satisfies Record<VerdictKind, string>;

/** The same in at most 20 characters, for a narrow column. */
const SHORT = {
  ...OUTCOMES,
  unsupported: "not supported",
  "not-deployed": "deployment not found",
  redirect: "dead redirect",
} as const satisfies Record<VerdictKind, string>;

/** Verdicts whose words need their cause. */
const NEEDS_CAUSE = {
  supported: false,
  partial: true,
  unsupported: false,
  "not-deployed": false,
  "no-route": false,
  auth: true,
  throttled: true,
  "rejected-request": false,
  "server-fault": false,
  "protocol-violation": true,
  redirect: false,
  network: true,
  "local-fault": true,
  inconclusive: true,
  skipped: true,
} as const satisfies Record<VerdictKind, boolean>;

/** Causes whose words replace those of their verdict. */
const SAYS_ALL = new Set<Cause>([
  "redirect.not-followed",
  "redirect.loop",
  "redirect.too-many",
  "refused.model-retired",
  "request.api-version",
]);

/** Verdict in words: `not supported by this model`, `no evidence: the host name does not exist`. */
export function outcome(judged: Judged): string {
  const { verdict, cause } = judged;
  const before = givenUpAfter(judged) ?? 0;
  if (before > 0) return `not attempted: ${CAUSES[cause].why}, as in ${before} earlier requests to this host`;
  if (SAYS_ALL.has(cause)) return CAUSES[cause].why;
  return NEEDS_CAUSE[verdict] ? `${OUTCOMES[verdict]}: ${CAUSES[cause].why}` : OUTCOMES[verdict];
}

/** The same with the time of a success: `works (seen at 14:41:02.123Z)`. */
export function datedOutcome(result: Result): string {
  if (result.verdict !== "supported") return outcome(result);
  const when = seenAt(result);
  return when === null ? "works" : `works (seen at ${utcTime(when)})`;
}

/** Verdict in at most 20 characters. */
export function shortOutcome(judged: Judged): string {
  const { verdict, cause } = judged;
  if (givenUpAfter(judged) !== null) return "not attempted";
  if (cause === "redirect.not-followed") return "not followed";
  if (cause === "redirect.loop" || cause === "redirect.too-many") return "redirect loop";
  return SHORT[verdict];
}

function givenUpAfter(judged: Judged): number | null {
  return "cell" in judged ? digestOf(judged).givenUpAfter : null;
}

/** Verdict in words, for a count. */
export function countedOutcome(verdict: VerdictKind): string {
  const words: string = OUTCOMES[verdict];
  if (words !== "no evidence") return words;
  return verdict === "network"
    ? "no evidence (network)"
    : verdict === "inconclusive"
      ? "no evidence"
      : "no evidence (this machine)";
}

/** The suspected component in words. */
export const COMPONENT_WORDS = {
  "gateway-routing": "gateway routing",
  authentication: "authentication",
  "session-mint": "session mint",
  session: "session",
  "model-serving": "model serving",
  quota: "quota",
  "model-catalogue": "model catalogue",
  documentation: "documentation",
  "customer-request": "client request",
  "customer-network": "client network",
  unknown: "unknown component",
} as const satisfies Record<Component, string>;

/** A value, or `unknown` if absent. */
export function known(value: string | null | undefined, show: (value: string) => string): string {
  return value === null || value === undefined || value === "" ? "unknown" : show(value);
}

/** `1 cell`, `3 cells`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
