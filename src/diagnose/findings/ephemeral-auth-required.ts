import { hasUsedOwnCredential, isOpenWithoutCredential } from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, formatShortRoute, getRoute, getRouteKey, hasPassedRoute, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle } from "../text.ts";
import { TEXT } from "./ephemeral-auth-required.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A path that accepts only a client secret got the resource's own credential, or rejected a client secret (FR-022). */
export const ephemeralAuthRequired: FindingRule = {
  code: "ephemeral-auth-required",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isRefused(cell) && !isOpenWithoutCredential(facts, cell.target.name)),
      (cell) => `${keyByRoute(cell)}\n${hasUsedOwnCredential(cell)}`,
      (cells) => draftEphemeralAuth(cells, facts),
    ),
};

function draftEphemeralAuth(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const own = hasUsedOwnCredential(first);
  const key = getRouteKey(first);
  const path = formatRoute(getRoute(first));
  const titles = own
    ? ([title.required, title.requiredShort] as const)
    : ([title.rejected, title.rejectedShort] as const);
  return {
    severity: own ? "information" : "medium",
    title: fillTitle(titles, { path: formatShortRoute(getRoute(first)) }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, (cell) => !hasUsedOwnCredential(cell) && hasPassedRoute(cell, key)),
    component: "authentication",
    facts: { answer: formatAnswer(first), path, credentialSent: own ? "resource" : "minted" },
    explanation: fill(own ? explanation.own : explanation.issued, { path, answer: formatAnswer(first) }),
    remedy: own ? remedy.own : remedy.issued,
    ask: own ? null : ask.issued,
  };
}

function isRefused(cell: CellFacts): boolean {
  return cell.verdict.cause === "auth.ephemeral-required" && cell.observation.attributedBy.length > 0;
}
