import type { Cause } from "./cause.ts";
import type { Stage } from "./stage.ts";

/** The verdicts, grouped by the kind of statement that each makes. */
export const VERDICTS = {
  supported: "claim",
  partial: "claim",
  unsupported: "claim",
  "not-deployed": "claim",
  "no-route": "claim",
  auth: "refused",
  throttled: "refused",
  "rejected-request": "refused",
  "server-fault": "fault",
  "protocol-violation": "fault",
  redirect: "fault",
  network: "no-evidence",
  "local-fault": "no-evidence",
  inconclusive: "no-evidence",
  skipped: "no-evidence",
} as const satisfies Record<string, "claim" | "refused" | "fault" | "no-evidence">;

export type VerdictKind = keyof typeof VERDICTS;
export const VERDICT_KINDS = Object.keys(VERDICTS) as VerdictKind[];

/** The conclusion about one cell, and its evidence. */
export interface Verdict {
  verdict: VerdictKind;
  cause: Cause;
  stage: { reached: Stage | null; failedAt: Stage | null };
  /** JSON pointers into the result: `/recording/attempts/0/steps/1/hops/0`. */
  evidence: string[];
  /** True if the attempts disagreed. */
  unstable: boolean;
  /** Ids of the control and sibling cells that the verdict rests on. */
  restsOn: string[];
}
