import { type Finding, SEVERITIES } from "../model/finding.ts";
import { accessRefused } from "./access-refused.ts";
import { answeredAlikeEverywhere } from "./answered-alike-everywhere.ts";
import { apiVersionOfModel } from "./api-version-of-model.ts";
import { attemptsDisagree } from "./attempts-disagree.ts";
import { claimConfirmed } from "./claim-confirmed.ts";
import { claimContradicted } from "./claim-contradicted.ts";
import { controlUnhealthy } from "./control-unhealthy.ts";
import { deploymentMissing } from "./deployment-missing.ts";
import { differsByRegion } from "./differs-by-region.ts";
import { endpointIntermittent } from "./endpoint-intermittent.ts";
import { endpointSilent } from "./endpoint-silent.ts";
import { endpointUnreachable } from "./endpoint-unreachable.ts";
import { ephemeralAuthRequired } from "./ephemeral-auth-required.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { handshakeRateLimited } from "./handshake-rate-limited.ts";
import { hostAliasDiffers } from "./host-alias-differs.ts";
import { keyAuthDisabled } from "./key-auth-disabled.ts";
import { keyRejected } from "./key-rejected.ts";
import { lateRefusal } from "./late-refusal.ts";
import { mintIsNotSupport } from "./mint-is-not-support.ts";
import { missingAndUnsupportedLookAlike } from "./missing-and-unsupported-look-alike.ts";
import { modelNameUnknown } from "./model-name-unknown.ts";
import { modelRetired } from "./model-retired.ts";
import { networkRestricted } from "./network-restricted.ts";
import { notTheService } from "./not-the-service.ts";
import { operationUnsupportedByModel } from "./operation-unsupported-by-model.ts";
import { quotaExhaustedInSession } from "./quota-exhausted-in-session.ts";
import { rateLimited } from "./rate-limited.ts";
import { redirectDropsPathSegment } from "./redirect-drops-path-segment.ts";
import { redirectLeaksCredential } from "./redirect-leaks-credential.ts";
import { redirectLeavesOrigin } from "./redirect-leaves-origin.ts";
import { requestFieldRefused } from "./request-field-refused.ts";
import { roleMissing } from "./role-missing.ts";
import { routeDeniesKnownDeployment } from "./route-denies-known-deployment.ts";
import { routeMissing } from "./route-missing.ts";
import { sameInEveryRegion } from "./same-in-every-region.ts";
import { selectorMissing } from "./selector-missing.ts";
import { selectorsExclusive } from "./selectors-exclusive.ts";
import { serverDefect } from "./server-defect.ts";
import { sessionClosedWithoutReason } from "./session-closed-without-reason.ts";
import { sessionFailedUnprompted } from "./session-failed-unprompted.ts";
import { sessionTypeMismatch } from "./session-type-mismatch.ts";
import { sessionTypeUnknown } from "./session-type-unknown.ts";
import { shapeMismatch } from "./shape-mismatch.ts";
import { tokenRejected } from "./token-rejected.ts";
import { transcriptionPathwayDegraded } from "./transcription-pathway-degraded.ts";
import { websocketBlocked } from "./websocket-blocked.ts";
import { workingPath } from "./working-path.ts";

export { factsOf } from "./facts.ts";

/** Every finding the tool knows, alphabetical, one line each. */
export const DIAGNOSES: Diagnosis[] = [
  accessRefused,
  answeredAlikeEverywhere,
  apiVersionOfModel,
  attemptsDisagree,
  claimConfirmed,
  claimContradicted,
  controlUnhealthy,
  deploymentMissing,
  differsByRegion,
  endpointIntermittent,
  endpointSilent,
  endpointUnreachable,
  ephemeralAuthRequired,
  handshakeRateLimited,
  hostAliasDiffers,
  keyAuthDisabled,
  keyRejected,
  lateRefusal,
  mintIsNotSupport,
  missingAndUnsupportedLookAlike,
  modelNameUnknown,
  modelRetired,
  networkRestricted,
  notTheService,
  operationUnsupportedByModel,
  quotaExhaustedInSession,
  rateLimited,
  redirectDropsPathSegment,
  redirectLeaksCredential,
  redirectLeavesOrigin,
  requestFieldRefused,
  roleMissing,
  routeDeniesKnownDeployment,
  routeMissing,
  sameInEveryRegion,
  selectorMissing,
  selectorsExclusive,
  serverDefect,
  sessionClosedWithoutReason,
  sessionFailedUnprompted,
  sessionTypeMismatch,
  sessionTypeUnknown,
  shapeMismatch,
  tokenRejected,
  transcriptionPathwayDegraded,
  websocketBlocked,
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
