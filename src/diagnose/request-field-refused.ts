import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole } from "./purpose.ts";
import { routeInWords, routeKeyOf, routeOf } from "./route.ts";

/** The service refused a field of our own request, so the answer is not about the model. */
export const requestFieldRefused: Diagnosis = {
  code: "request-field-refused",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => fieldOf(cell) !== null),
      (cell) => `${cell.target.name}\n${routeKeyOf(cell)}\n${fieldOf(cell)}`,
      (cells) => findingOf(cells, facts),
    ),
};

/** An unknown session type has a finding of its own. */
function fieldOf({ verdict }: CellFacts): string | null {
  if (verdict.facts?.field?.endsWith(" session.type")) return null;
  return verdict.cause === "request.field" ? (verdict.facts?.field ?? null) : null;
}

function findingOf(cells: Group, facts: Facts): Finding {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const field = fieldOf(first) ?? "";
  const name = field.split(" ").at(-1) ?? field;
  const settledBy = cells.flatMap(({ verdict }) => verdict.settledBy ?? []);
  return {
    code: "request-field-refused",
    severity: isOwnRole(first, facts) ? "low" : "information",
    title: `The service rejected \`${name}\``,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: "customer-request",
    facts: { field, answer: answerInWords(first), probes: probesOf(cells), settledBy },
    explanation: `${routeInWords(routeOf(first))} returned ${answerInWords(first)}. ${settledBy.length === 0 ? `The answer names \`${name}\`, which the request contains.` : `Without \`${name}\` the same request works.`} This does not show whether the model supports the operation.`,
    remedy: `Remove or change \`${name}\` and run again.`,
    ask: null,
  };
}
