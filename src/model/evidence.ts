import { CAUSES, type Cause } from "./cause.ts";
import { isEvidence, isGood, type Outcome } from "./outcome.ts";

/** What one cell shows in a comparison of targets: its path works there, it does not, or nothing is shown, and why. */
export type Evidence = { kind: "works" } | { kind: "does-not-work" } | { kind: "no-evidence"; why: string };

/** What the evidence of a cell depends on. */
export interface Shown extends Outcome {
  /** Whether the attempts disagreed. */
  unstable: boolean;
  /** Whether the deciding answer identifies the service. An answer of a gateway says nothing about the target. */
  attributed: boolean;
}

/** Outcomes that depend on the prompt or on a server before the service, and not on the target. */
const OF_NO_TARGET: readonly Cause[] = [
  "result.filtered",
  "result.token-cap",
  "request.content-filter",
  "server.gateway",
];

/** The evidence of a cell that was planned. */
export function evidenceOf({ verdict, cause, unstable, attributed }: Shown): Evidence {
  if (unstable) return noEvidence("inconclusive.unstable");
  if (isGood({ verdict, cause })) return { kind: "works" };
  if (!isEvidence({ verdict }) || OF_NO_TARGET.includes(cause)) return noEvidence(cause);
  return attributed ? { kind: "does-not-work" } : noEvidence("app.unattributed");
}

/** The evidence of a cell that the plan does not have. */
export const NOT_PLANNED: Evidence = { kind: "no-evidence", why: "not run: the plan does not include it" };

function noEvidence(cause: Cause): Evidence {
  const { verdict, why } = CAUSES[cause];
  const prefix = verdict === "auth" ? "access denied: " : verdict === "skipped" ? "not run: " : "";
  return { kind: "no-evidence", why: `${prefix}${why}` };
}
