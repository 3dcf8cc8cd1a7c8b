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

/** What a verdict names, as data. */
export interface VerdictFacts {
  /** The field of our request that the service refused: `body max_tokens`, `event session.turn_detection`. */
  field?: string;
  /** The service's word for the end of a response: `content_filter`, `max_output_tokens`. */
  reason?: string;
  /** The kind of credential with which the same request works. */
  credential?: string;
  /** The api-version with which the same request works. */
  apiVersion?: string;
  /** The type of content that arrived instead of the requested one: `output_text`. */
  form?: string;
}

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
  /** Ids of the extra cells that settled the verdict. Absent: none were needed. */
  settledBy?: string[];
  /** Absent: the verdict names nothing more. */
  facts?: VerdictFacts;
}
