import type { Facts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget, listDeployments } from "../group.ts";
import { findLimitingAnswer, isHandshakeLimited } from "../handshake-limit.ts";
import { findNearest } from "../nearest.ts";
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
      facts.cells.filter((cell) => !superseded.has(cell) && isHandshakeLimited(cell, facts)),
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
