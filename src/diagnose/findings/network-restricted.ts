import { isCredentialAccepted, isOpenWithoutCredential } from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, keyByTarget } from "../group.ts";
import { getRoute } from "../route.ts";
import type { FindingRule } from "../rule.ts";
import { fill } from "../text.ts";
import { TEXT } from "./network-restricted.text.ts";

const { title, explanation, remedy } = TEXT;

/** The resource's network rules block this machine (FR-088, FR-089). */
export const networkRestricted: FindingRule = {
  code: "network-restricted",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isBlocked(cell) && !isHostAccessible(cell, facts)),
      keyByTarget,
      (cells) => ({
        severity: "high",
        title: title.blocked,
        cells,
        component: "customer-network",
        facts: { answer: formatAnswer(cells[0]) },
        explanation: fill(explanation.blocked, { answer: formatAnswer(cells[0]) }),
        remedy: remedy.allow,
      }),
    ),
};

function isBlocked(cell: CellFacts): boolean {
  return cell.verdict.cause === "auth.network-acl" && cell.observation.attributedBy.length > 0;
}

/** Whether the same host accepted any request. Then the network is not the cause. */
function isHostAccessible(cell: CellFacts, facts: Facts): boolean {
  const host = getRoute(cell)?.host ?? null;
  return (
    isOpenWithoutCredential(facts, cell.target.name) ||
    facts
      .cellsOf(cell.target.name)
      .some((other) => (getRoute(other)?.host ?? null) === host && isCredentialAccepted(other))
  );
}
