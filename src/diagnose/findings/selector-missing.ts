import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import {
  formatRoute,
  formatShortRoute,
  getDecidingRequest,
  getRoute,
  getRouteKey,
  hasPassedRoute,
  isRefusedAtRequest,
  keyByRoute,
  listSelectors,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./selector-missing.text.ts";

const { title, explanation, remedy } = TEXT;

/** A realtime handshake without a selector, or with one that the path does not read (FR-026). */
export const selectorMissing: FindingRule = {
  code: "selector-missing",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isRefused(cell, facts)),
      (cell) => `${keyByRoute(cell)}\n${listSelectors(getDecidingRequest(cell)).join()}`,
      (cells) => draftSelectorMissing(cells, facts),
    ),
};

function isRefused(cell: CellFacts, facts: Facts): boolean {
  const request = getDecidingRequest(cell);
  if (request?.websocket === undefined || !isRefusedAtRequest(cell)) return false;
  const { attributedBy } = cell.observation;
  const given = listSelectors(request).length;
  if (attributedBy.length === 0 || given > 1) return false;
  if (cell.verdict.cause === "request.selector-missing") return true;
  return given === 0 && hasUnrecordedRefusal(cell) && listOpeningWithSelector(cell, facts).length > 0;
}

/** For unrecorded wordings. Then the same path must open with a selector. */
function hasUnrecordedRefusal({ verdict }: CellFacts): boolean {
  return verdict.verdict === "rejected-request" || verdict.cause === "inconclusive.unrecognised";
}

function listOpeningWithSelector(cell: CellFacts, facts: Facts): CellFacts[] {
  const key = getRouteKey(cell);
  return facts
    .cellsOf(cell.target.name)
    .filter((other) => hasPassedRoute(other, key) && other.probe.steps.some((step) => listSelectors(step).length > 0));
}

function draftSelectorMissing(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const route = getRoute(first);
  const given = listSelectors(getDecidingRequest(first));
  const [selector] = given;
  const isExpected = cells.every(({ probe }) => probe.role === "none");
  const path = formatShortRoute(route);
  const answer = formatAnswer(first);
  return {
    severity: isExpected ? "information" : "medium",
    title:
      selector === undefined
        ? fillTitle([title.none, title.noneShort], { path })
        : fillTitle([title.ignored, title.ignoredShort], { path, selector }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, listOpeningWithSelector(first, facts)),
    component: "customer-request",
    facts: {
      path: formatRoute(route),
      answer,
      selectorsGiven: given,
      probes: listProbes(cells),
      asksForRefusal: isExpected,
    },
    explanation: joinSentences(
      selector === undefined ? fill(explanation.none, { answer }) : fill(explanation.named, { selector, answer }),
      isExpected ? explanation.expected : null,
    ),
    remedy: remedy.send,
  };
}
