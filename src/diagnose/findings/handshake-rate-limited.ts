import { meaningOf } from "../../judge/index.ts";
import type { Answer } from "../../model/answer.ts";
import type { CellFacts, Facts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget, listDeployments } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { getDecidingRequest, isRefusedAtRequest } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./handshake-rate-limited.text.ts";

const { title, explanation, remedy } = TEXT;

/** The gateway limits new connections, which is not the quota of a model (FR-049). */
export const handshakeRateLimited: FindingRule = {
  code: "handshake-rate-limited",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => !superseded.has(cell) && isLimited(cell, facts)),
      keyByTarget,
      (cells) => draftHandshakeRateLimited(cells, facts),
    ),
};

function draftHandshakeRateLimited(cells: Group, facts: Facts): Draft {
  const lost = cells.filter(({ verdict }) => verdict.verdict === "throttled");
  const message = findLimitingAnswer(cells[0], facts)?.message ?? null;
  const handshakes = formatCount(cells.length, "handshake");
  const isLost = lost.length > 0;
  return {
    severity: isLost ? "low" : "information",
    title: fillTitle([isLost ? title.lost : title.retried], { handshakes }),
    cells,
    pair: lost[0] === undefined ? null : findNearest(lost[0], facts),
    component: "quota",
    facts: { message, cells: cells.length, withoutAnswer: lost.length, deployments: listDeployments(cells) },
    explanation: joinSentences(
      message === null ? fill(explanation.answer, { handshakes }) : fill(explanation.message, { message, handshakes }),
      explanation.limit,
      isLost ? null : explanation.retried,
    ),
    remedy: isLost ? remedy.lost : remedy.retried,
  };
}

function isLimited(cell: CellFacts, facts: Facts): boolean {
  return (
    findLimitingAnswer(cell, facts) !== null || (isThrottledHandshake(cell) && hasLimitedHandshakesOnly(cell, facts))
  );
}

/** The response of any attempt that names the limit. */
function findLimitingAnswer(cell: CellFacts, facts: Facts): Answer | null {
  const answers = cell.observation.attempts.flatMap(({ answer }) => answer ?? []);
  return answers.find((answer) => meaningOf(answer, facts.texts) === "throttled.handshake-rate") ?? null;
}

function isThrottledHandshake(cell: CellFacts): boolean {
  return (
    cell.verdict.cause === "throttled.call-rate" &&
    isRefusedAtRequest(cell) &&
    getDecidingRequest(cell)?.websocket !== undefined
  );
}

/**
 * For unrecorded wordings: whether several deployments are limited at the handshake while plain requests to them
 * succeed. A model's quota would limit the plain requests too.
 */
function hasLimitedHandshakesOnly(cell: CellFacts, facts: Facts): boolean {
  const own = facts.cellsOf(cell.target.name);
  const throttled = own.filter(({ verdict }) => verdict.verdict === "throttled");
  const names = listDeployments(throttled);
  if (names.length < 2 || !throttled.every(isThrottledHandshake)) return false;
  return names.every((name) =>
    own.some(
      (other) =>
        other.observation.cell.deployment === name &&
        other.verdict.verdict === "supported" &&
        getDecidingRequest(other)?.websocket === undefined,
    ),
  );
}
