import { isShapeMismatch } from "../event-shape.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isOwnRole } from "../purpose.ts";
import { formatRoute, getRoute, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./request-field-refused.text.ts";

const { title, explanation, remedy } = TEXT;

/** The service rejected a field of our own request, so the response is not about the model. */
export const requestFieldRefused: FindingRule = {
  code: "request-field-refused",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => getField(cell) !== null && !(isUnknownField(cell) && isShapeMismatch(cell, facts))),
      (cell) => `${keyByRoute(cell)}\n${getField(cell)}`,
      (cells) => draftRequestFieldRefused(cells, facts),
    ),
};

/** An unknown session type has a finding of its own. */
function getField(cell: CellFacts): string | null {
  const { cause, facts } = cell.verdict;
  const field = facts?.field ?? null;
  return (cause === "request.field" || isUnknownField(cell)) && !field?.endsWith(" session.type") ? field : null;
}

/** Whether the service does not know a field of the request. A field that the request lacks has no place in it. */
function isUnknownField({ verdict: { cause, facts } }: CellFacts): boolean {
  return cause === "request.shape" && /^\w+ /.test(facts?.field ?? "");
}

function draftRequestFieldRefused(cells: Group, facts: Facts): Draft {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const name = getField(first) ?? "";
  const field = name.replace(/(^|, )(query|header|body|form|event|path) /g, "$1");
  const settledBy = cells.flatMap(({ verdict }) => verdict.settledBy ?? []);
  const isSettled = settledBy.length > 0;
  return {
    severity: isOwnRole(first, facts) ? "low" : "information",
    title: fillTitle([title.field], { field }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "customer-request",
    facts: { field: name, answer: formatAnswer(first), probes: listProbes(cells), settledBy },
    explanation: joinSentences(
      fill(explanation.answer, { path: formatRoute(getRoute(first)), answer: formatAnswer(first) }),
      fill(isSettled ? explanation.settled : explanation.named, { field }),
      isSettled ? null : explanation.open,
    ),
    remedy: fill(remedy.field, { field }),
  };
}
