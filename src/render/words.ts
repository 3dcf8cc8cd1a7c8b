import { CAUSES, type Cause } from "../model/cause.ts";
import type { Component } from "../model/finding.ts";
import type { Result } from "../model/report.ts";
import type { VerdictKind } from "../model/verdict.ts";
import { utcTime } from "./clock.ts";
import { digestOf } from "./digest.ts";
import { seenAt } from "./reading.ts";

/** A result, or what an earlier run is known to have come to. */
type Judged = Pick<Result, "verdict" | "cause"> | Result;

/** Verdicts in a reader's words. A word alone never says more than the run saw. */
const OUTCOMES = {
  supported: "works",
  partial: "accepted, not proven",
  unsupported: "refused for this model",
  "not-deployed": "no such deployment, says this path",
  "no-route": "path not served",
  auth: "access refused",
  throttled: "held back by a limit",
  "rejected-request": "our request refused",
  "server-fault": "the service failed",
  "protocol-violation": "protocol broken by the peer",
  redirect: "redirected to a path not served",
  network: "no evidence",
  "local-fault": "no evidence",
  inconclusive: "no evidence",
  skipped: "not asked",
} as const satisfies Record<VerdictKind, string>;

/** The same, for a narrow cell of a table. */
const SHORT = {
  supported: "works",
  partial: "accepted, not proven",
  unsupported: "refused for model",
  "not-deployed": "no such deployment",
  "no-route": "path not served",
  auth: "access refused",
  throttled: "limit reached",
  "rejected-request": "request refused",
  "server-fault": "service failed",
  "protocol-violation": "protocol broken",
  redirect: "dead redirect",
  network: "no evidence",
  "local-fault": "no evidence",
  inconclusive: "no evidence",
  skipped: "not asked",
} as const satisfies Record<VerdictKind, string>;

/** Verdicts whose words say nothing without their cause. */
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

/** Causes whose own words say more than their verdict's, and need no others. */
const SAYS_ALL = new Set<Cause>([
  "redirect.not-followed",
  "redirect.loop",
  "redirect.too-many",
  "refused.model-retired",
  "request.api-version",
]);

/** Verdict in words: `refused for this model`, `no evidence: the host name does not exist`. */
export function outcome(judged: Judged): string {
  const { verdict, cause } = judged;
  const before = givenUpAfter(judged) ?? 0;
  if (before > 0) return `not attempted: ${CAUSES[cause].why}, ${before} times before on this host`;
  if (SAYS_ALL.has(cause)) return CAUSES[cause].why;
  return NEEDS_CAUSE[verdict] ? `${OUTCOMES[verdict]}: ${CAUSES[cause].why}` : OUTCOMES[verdict];
}

/** The same, and when: `works (seen at 14:41:02.123Z)`. */
export function datedOutcome(result: Result): string {
  if (result.verdict !== "supported") return outcome(result);
  const when = seenAt(result);
  return when === null ? "works" : `works (seen at ${utcTime(when)})`;
}

/** A verdict in at most 20 characters. */
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

/** What a count of verdicts is called. */
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
  "customer-request": "our own request",
  "customer-network": "our own network",
  unknown: "not known",
} as const satisfies Record<Component, string>;

/** A value or, where nobody told us, that nobody did. */
export function known(value: string | null | undefined, show: (value: string) => string): string {
  return value === null || value === undefined || value === "" ? "not known" : show(value);
}

/** `1 cell`, `3 cells`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
