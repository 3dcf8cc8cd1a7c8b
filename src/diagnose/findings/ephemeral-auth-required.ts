import { isRequest } from "../../steps/request.ts";
import { getRefusingStatus, hasUsedOwnCredential, isOpenWithoutCredential } from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import {
  formatRoute,
  formatRouteKey,
  formatShortRoute,
  getRoute,
  getRouteKey,
  getRouteOfStep,
  hasPassedRoute,
  keyByRoute,
  listStepsTaken,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./ephemeral-auth-required.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A path that accepts only a client secret got the resource's own credential, or rejected a client secret (FR-022). */
export const ephemeralAuthRequired: FindingRule = {
  code: "ephemeral-auth-required",
  text: TEXT,
  supersedes: ["access-refused"],
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isRefused(cell, facts) && !isOpenWithoutCredential(facts, cell.target.name)),
      (cell) => `${keyByRoute(cell)}\n${hasUsedOwnCredential(cell)}`,
      (cells) => draftEphemeralAuth(cells, facts),
    ),
};

function draftEphemeralAuth(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const own = hasUsedOwnCredential(first);
  const key = getRouteKey(first);
  const path = formatRoute(getRoute(first));
  const minted = facts.cellsOf(first.target.name).find((cell) => isMintedTwin(cell, first)) ?? null;
  const titles = own
    ? ([title.required, title.requiredShort] as const)
    : ([title.rejected, title.rejectedShort] as const);
  return {
    severity: own ? "information" : "medium",
    title: fillTitle(titles, { path: formatShortRoute(getRoute(first)) }),
    deployment: findOnlyDeployment(cells),
    cells: [...cells, ...(own ? [minted] : [])],
    pair: findNearest(first, facts, (cell) => !hasUsedOwnCredential(cell) && hasPassedRoute(cell, key)),
    component: "authentication",
    facts: { answer: formatAnswer(first), path, credentialSent: own ? "resource" : "minted" },
    explanation: joinSentences(
      fill(own ? explanation.own : explanation.issued, { path, answer: formatAnswer(first) }),
      own && minted !== null ? fill(explanation.minted, { cell: minted.id }) : null,
    ),
    remedy: own ? remedy.own : remedy.issued,
    ask: own ? null : ask.issued,
  };
}

function isRefused(cell: CellFacts, facts: Facts): boolean {
  if (cell.observation.attributedBy.length === 0) return false;
  return cell.verdict.cause === "auth.ephemeral-required" || isRefusedForCredential(cell, facts);
}

/**
 * In any words: the path answers 401 to the resource's own credential, and accepts a client secret that the same kind of
 * credential requested.
 */
function isRefusedForCredential(cell: CellFacts, facts: Facts): boolean {
  if (getRefusingStatus(cell) !== 401 || !hasUsedOwnCredential(cell)) return false;
  return facts.cellsOf(cell.target.name).some((other) => isMintedTwin(other, cell));
}

/** Whether a cell passed the same route with a client secret, which the same kind of credential requested. */
function isMintedTwin(other: CellFacts, cell: CellFacts): boolean {
  const { observation } = other;
  if (observation.cell.variant.auth !== cell.observation.cell.variant.auth || !observation.minted) return false;
  const key = getRouteKey(cell);
  const step = listStepsTaken(other).find(
    (one) => isRequest(one) && formatRouteKey(getRouteOfStep(one, other)) === key,
  );
  const hasSecret = step?.credential !== undefined && step.credential !== "none";
  return hasSecret && observation.attributedBy.length > 0 && hasPassedRoute(other, key);
}
