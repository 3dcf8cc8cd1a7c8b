import type { Cause } from "./cause.ts";
import { VERDICTS, type VerdictKind } from "./verdict.ts";

/** The verdict of a cell and its reason. */
export interface Outcome {
  verdict: VerdictKind;
  cause: Cause;
}

/** Whether the probe returned its result, or proved everything that it can prove. */
export function isGood({ verdict, cause }: Outcome): boolean {
  return verdict === "supported" || cause === "result.unprovable";
}

/** Whether the outcome says something about the service. Denied access and rate limits do not. */
export function isEvidence({ verdict }: Pick<Outcome, "verdict">): boolean {
  const kind = VERDICTS[verdict];
  return kind === "claim" || kind === "fault" || verdict === "rejected-request";
}
