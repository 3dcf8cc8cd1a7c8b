import { type Finding, SEVERITIES } from "../model/finding.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { lateRefusal } from "./late-refusal.ts";
import { mintIsNotSupport } from "./mint-is-not-support.ts";
import { operationUnsupportedByModel } from "./operation-unsupported-by-model.ts";
import { redirectDropsPathSegment } from "./redirect-drops-path-segment.ts";
import { redirectLeaksCredential } from "./redirect-leaks-credential.ts";
import { serverDefect } from "./server-defect.ts";
import { sessionTypeMismatch } from "./session-type-mismatch.ts";
import { sessionTypeUnknown } from "./session-type-unknown.ts";
import { workingPath } from "./working-path.ts";

export { factsOf } from "./facts.ts";

/** Every finding the tool knows, alphabetical, one line each. */
export const DIAGNOSES: Diagnosis[] = [
  lateRefusal,
  mintIsNotSupport,
  operationUnsupportedByModel,
  redirectDropsPathSegment,
  redirectLeaksCredential,
  serverDefect,
  sessionTypeMismatch,
  sessionTypeUnknown,
  workingPath,
];

/** What several cells together show: the gravest first, then by code and target. Pure. */
export function diagnose(facts: Facts): Finding[] {
  const order = (finding: Finding) => SEVERITIES.indexOf(finding.severity);
  return DIAGNOSES.flatMap((diagnosis) => diagnosis.diagnose(facts)).sort(
    (a, b) =>
      order(a) - order(b) || a.code.localeCompare(b.code, "en") || (a.target ?? "").localeCompare(b.target ?? "", "en"),
  );
}
