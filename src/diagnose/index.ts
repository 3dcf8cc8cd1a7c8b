import { type Finding, SEVERITIES } from "../model/finding.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { accessRefused } from "./findings/access-refused.ts";
import { answeredAlikeEverywhere } from "./findings/answered-alike-everywhere.ts";
import { apiVersionOfModel } from "./findings/api-version-of-model.ts";
import { attemptsDisagree } from "./findings/attempts-disagree.ts";
import { claimConfirmed } from "./findings/claim-confirmed.ts";
import { claimContradicted } from "./findings/claim-contradicted.ts";
import { controlUnhealthy } from "./findings/control-unhealthy.ts";
import { deploymentMissing } from "./findings/deployment-missing.ts";
import { differsByRegion } from "./findings/differs-by-region.ts";
import { endpointIntermittent } from "./findings/endpoint-intermittent.ts";
import { endpointSilent } from "./findings/endpoint-silent.ts";
import { endpointUnreachable } from "./findings/endpoint-unreachable.ts";
import { ephemeralAuthRequired } from "./findings/ephemeral-auth-required.ts";
import { handshakeRateLimited } from "./findings/handshake-rate-limited.ts";
import { hostAliasDiffers } from "./findings/host-alias-differs.ts";
import { keyAuthDisabled } from "./findings/key-auth-disabled.ts";
import { keyRejected } from "./findings/key-rejected.ts";
import { lateRefusal } from "./findings/late-refusal.ts";
import { mintIsNotSupport } from "./findings/mint-is-not-support.ts";
import { missingAndUnsupportedLookAlike } from "./findings/missing-and-unsupported-look-alike.ts";
import { modelNameUnknown } from "./findings/model-name-unknown.ts";
import { modelRetired } from "./findings/model-retired.ts";
import { networkRestricted } from "./findings/network-restricted.ts";
import { notTheService } from "./findings/not-the-service.ts";
import { operationUnsupportedByModel } from "./findings/operation-unsupported-by-model.ts";
import { quotaExhaustedInSession } from "./findings/quota-exhausted-in-session.ts";
import { rateLimited } from "./findings/rate-limited.ts";
import { redirectDropsPathSegment } from "./findings/redirect-drops-path-segment.ts";
import { redirectLeaksCredential } from "./findings/redirect-leaks-credential.ts";
import { redirectLeavesOrigin } from "./findings/redirect-leaves-origin.ts";
import { requestFieldRefused } from "./findings/request-field-refused.ts";
import { requestNotSent } from "./findings/request-not-sent.ts";
import { roleMissing } from "./findings/role-missing.ts";
import { routeDeniesKnownDeployment } from "./findings/route-denies-known-deployment.ts";
import { routeMissing } from "./findings/route-missing.ts";
import { sameInEveryRegion } from "./findings/same-in-every-region.ts";
import { selectorMissing } from "./findings/selector-missing.ts";
import { selectorsExclusive } from "./findings/selectors-exclusive.ts";
import { serverDefect } from "./findings/server-defect.ts";
import { sessionClosedWithoutReason } from "./findings/session-closed-without-reason.ts";
import { sessionFailedUnprompted } from "./findings/session-failed-unprompted.ts";
import { sessionTypeMismatch } from "./findings/session-type-mismatch.ts";
import { sessionTypeUnknown } from "./findings/session-type-unknown.ts";
import { shapeMismatch } from "./findings/shape-mismatch.ts";
import { tokenRejected } from "./findings/token-rejected.ts";
import { transcriptionPathwayDegraded } from "./findings/transcription-pathway-degraded.ts";
import { websocketBlocked } from "./findings/websocket-blocked.ts";
import { workingPath } from "./findings/working-path.ts";
import { listIds } from "./group.ts";
import type { Draft, FindingRule } from "./rule.ts";

export { compareClaims } from "./claims.ts";
export { indexFacts } from "./facts.ts";

/** Every finding that the tool knows, in alphabetical order. */
export const FINDING_RULES: FindingRule[] = [
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
  requestNotSent,
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

/** Finds what several cells show together, sorted by severity, code and target. Pure. */
export function diagnose(facts: Facts): Finding[] {
  const superseded = new Map<string, Set<CellFacts>>();
  const findings = sortBySuperseding(FINDING_RULES).flatMap((rule) => {
    const drafts = rule.find(facts, superseded.get(rule.code) ?? new Set());
    for (const code of drafts.length === 0 ? [] : (rule.supersedes ?? [])) {
      const cells = drafts.flatMap((draft) => draft.cells.flatMap((cell) => cell ?? []));
      superseded.set(code, new Set([...(superseded.get(code) ?? []), ...cells]));
    }
    return drafts.map((draft) => complete(rule.code, draft));
  });
  return findings.sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      a.code.localeCompare(b.code, "en") ||
      (a.target ?? "").localeCompare(b.target ?? "", "en"),
  );
}

/** Puts the rules that supersede others first. No rule that supersedes another is itself superseded. */
function sortBySuperseding(rules: FindingRule[]): FindingRule[] {
  const rank = ({ supersedes }: FindingRule) => (supersedes === undefined ? 1 : 0);
  return [...rules].sort((a, b) => rank(a) - rank(b));
}

/** The target is null if the cells belong to several. */
function complete(code: string, draft: Draft): Finding {
  const [target = null, ...others] = new Set(draft.cells.flatMap((cell) => cell?.target.name ?? []));
  return {
    code,
    severity: draft.severity,
    title: draft.title,
    target: others.length === 0 ? target : null,
    deployment: draft.deployment ?? null,
    cells: listIds(draft.cells),
    pair: draft.pair ?? null,
    component: draft.component,
    facts: draft.facts,
    explanation: draft.explanation,
    remedy: draft.remedy,
    ask: draft.ask ?? null,
  };
}
