import { type CellFacts, type Facts, formatAnswer, formatAttemptCount } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listDeployments, listProbes } from "../group.ts";
import { isHandshakeLimited } from "../handshake-limit.ts";
import { findNearest } from "../nearest.ts";
import { hasResultInItsRole, isOwnRole } from "../purpose.ts";
import { formatRoute, formatShortRoute, getRoute, isRefusedAtRequest, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./rate-limited.text.ts";

const { title, explanation, remedy } = TEXT;

/** A rate limit or quota stopped a request for longer than the run waits. */
export const rateLimited: FindingRule = {
  code: "rate-limited",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => isLimited(cell) && !superseded.has(cell) && !isHandshakeLimited(cell, facts)),
      keyByRoute,
      (cells) => draftRateLimited(cells, facts),
    ),
};

/** Unidentified responses, limits of new connections and limits within sessions have findings of their own. */
function isLimited(cell: CellFacts): boolean {
  return cell.verdict.verdict === "throttled" && isRefusedAtRequest(cell) && cell.observation.attributedBy.length > 0;
}

function draftRateLimited(cells: Group, facts: Facts): Draft {
  const stuck = cells.find((cell) => isOwnRole(cell, facts) && !hasResultInItsRole(cell, facts));
  const first = stuck ?? cells[0];
  const path = formatRoute(getRoute(first));
  const { retryAfter, attempts } = first.observation;
  return {
    severity: stuck === undefined ? "low" : "medium",
    title: formatTitle(first, listDeployments(cells)),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "quota",
    facts: {
      path,
      answer: formatAnswer(first),
      limit: first.observation.last?.answer?.message ?? null,
      retryAfter,
      cause: first.verdict.cause,
      attempts: attempts.length,
      probes: listProbes(cells),
    },
    explanation: joinSentences(
      fill(explanation.answer, {
        path,
        answer: formatAnswer(first),
        attempts: formatAttemptCount(attempts),
      }),
      retryAfter === null ? explanation.noRetryAfter : fill(explanation.retryAfter, { retryAfter }),
      explanation.limit,
    ),
    remedy: retryAfter === null ? remedy.noRetryAfter : remedy.retryAfter,
  };
}

function formatTitle(cell: CellFacts, names: string[]): string {
  const path = formatShortRoute(getRoute(cell));
  const isQuota = cell.verdict.cause === "throttled.quota";
  if (names.length === 0) {
    return isQuota
      ? fillTitle([title.quotaPath, title.quotaOnePath], { path })
      : fillTitle([title.ratePath, title.rateOnePath], { path });
  }
  const deployments = formatList(names, 2);
  return isQuota
    ? fillTitle([title.quota, title.quotaShort], { deployments, path })
    : fillTitle([title.rate, title.rateShort], { deployments, path });
}
