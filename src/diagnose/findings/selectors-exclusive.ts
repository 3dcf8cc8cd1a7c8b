import { isSameAnswer } from "../../steps/same-answer.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listDeployments, listProbes } from "../group.ts";
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
import { TEXT } from "./selectors-exclusive.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A request has two selectors although only one of them opens the socket (FR-026, FR-062). */
export const selectorsExclusive: FindingRule = {
  code: "selectors-exclusive",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isRefusedWithBoth), keyByRoute, (cells) => draftSelectorsExclusive(cells, facts)),
};

/** Whether the service refused the handshake or its session for a reason other than access, rate or routing. */
function isRefusedWithBoth(cell: CellFacts): boolean {
  const { verdict, cause } = cell.verdict;
  const refused = verdict === "rejected-request" || verdict === "unsupported" || UNEXPLAINED.has(cause);
  return (
    refused &&
    (isRefusedAtRequest(cell) || IN_SESSION.has(cell.verdict.stage.failedAt ?? "")) &&
    cell.observation.redirects.length === 0 &&
    cell.observation.attributedBy.length > 0 &&
    listSelectors(getDecidingRequest(cell)).length > 1
  );
}

/** Stages at which the service may refuse the selectors with an error event after the handshake. */
const IN_SESSION = new Set<string>(["session", "configure"]);
const UNEXPLAINED = new Set(["inconclusive.unrecognised", "control.look-alike", "control.unhealthy"]);

function draftSelectorsExclusive(cells: Group, facts: Facts): Draft | null {
  const shown = cells.find((cell) => listWorkingWithFewer(cell, facts).length > 0);
  const stated = cells.find(({ verdict }) => isStated(verdict.cause));
  const first = shown ?? stated;
  if (first === undefined) return null;
  const alike = cells.filter(
    (cell) => cell === first || isStated(cell.verdict.cause) || isSameRefusal(cell, first, facts),
  );
  const given = [...new Set(alike.map(formatSelectors))];
  const opening = listWorkingWithFewer(first, facts);
  return {
    severity: "low",
    title: fillTitle([title.path, title.onePath, title.short], {
      path: formatShortRoute(getRoute(first)),
      selectors: given.join(" or "),
    }),
    deployment: findOnlyDeployment(alike),
    cells: alike,
    pair: findNearest(first, facts, opening),
    component: "customer-request",
    facts: {
      path: formatRoute(getRoute(first)),
      answer: formatAnswer(first),
      selectorsGiven: given,
      probes: listProbes(alike),
      deployments: listDeployments(alike),
      worksWithOne: listProbes(opening),
    },
    explanation: joinSentences(
      fill(explanation.refused, { selectors: formatSelectors(first), answer: formatAnswer(first) }),
      opening.length === 0
        ? null
        : fill(explanation.works, {
            deployment: first.observation.cell.deployment ?? "no deployment",
            probes: formatList(listProbes(opening)),
          }),
    ),
    remedy: remedy.send,
    ask: ask.state,
  };
}

/** Cells of the same deployment that returned a result on the same route with fewer selectors. */
function listWorkingWithFewer(cell: CellFacts, facts: Facts): CellFacts[] {
  const key = getRouteKey(cell);
  const given = listSelectors(getDecidingRequest(cell));
  return facts.cellsOfSameDeployment(cell).filter((other) => {
    const own = listSelectors(getDecidingRequest(other));
    return (
      other.observation.cell.companion === null &&
      other.verdict.verdict === "supported" &&
      hasPassedRoute(other, key) &&
      own.length < given.length &&
      own.every((name) => given.includes(name))
    );
  });
}

function formatSelectors(cell: CellFacts): string {
  return formatList(listSelectors(getDecidingRequest(cell)).map((name) => `${name}=`));
}

function isStated(cause: string): boolean {
  return cause === "request.selectors-exclusive" || cause === "request.selector-missing";
}

function isSameRefusal(a: CellFacts, b: CellFacts, facts: Facts): boolean {
  return isSameAnswer(a.observation.last?.answer ?? null, b.observation.last?.answer ?? null, facts.around(a).names);
}
