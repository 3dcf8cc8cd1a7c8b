import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment, works } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, probesOf } from "./group.ts";
import { isRetired } from "./model-retired.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole, worksInItsRole } from "./purpose.ts";
import { routeInWords, routeOf } from "./route.ts";

/** The deployment resolves and the operation is refused: the control beside it proves that it is not missing. */
export const operationUnsupportedByModel: Diagnosis = {
  code: "operation-unsupported-by-model",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => cell.verdict.verdict === "unsupported" && !isRetired(cell)),
      perDeployment,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const first = mostTelling(cells, facts);
  const { target, deployment } = first.observation.cell;
  const control = facts.missingDeployment(first);
  const probes = probesOf(cells);
  const isStuck = cells.some((cell) => isOwnRole(cell, facts)) && !worksInItsRole(first, facts);
  return {
    code: "operation-unsupported-by-model",
    severity: isStuck ? "medium" : "information",
    title: `${deployment} is refused for ${probes.length === 1 ? probes[0] : counted(probes.length, "operation")}: the operation, not the deployment`,
    target,
    deployment,
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: "model-catalogue",
    facts: {
      probes,
      answer: answerInWords(first),
      answers: answersOf(cells),
      missingDeploymentAnswer: control === null ? null : answerInWords(control),
      control: control?.id ?? null,
      onRecord: cells.some(({ verdict }) => verdict.cause === "refused.operation"),
    },
    explanation: `On ${routeInWords(routeOf(first))} the service answers ${answerInWords(first)} for ${deployment}, and ${control === null ? "something else" : answerInWords(control)} for a deployment that cannot exist: the deployment is found, and it is the operation that its model does not take.${isStuck ? " No other path gave this deployment a result in its role." : ""}`,
    remedy: isStuck
      ? "Use another model on this path; whether this one can do it by another path was not seen in this run."
      : "Use a path that is listed for this deployment as working, or another model on this path.",
    ask: isStuck
      ? "Say by which path this model is meant to be used, or correct the documentation that names this one."
      : null,
  };
}

/** The one to show: a refusal in the deployment's own role if nothing else works there, else one that another deployment passes. */
function mostTelling(cells: Group, facts: Facts): CellFacts {
  const own = cells.find((cell) => isOwnRole(cell, facts));
  if (own !== undefined && !worksInItsRole(own, facts)) return own;
  return cells.find((cell) => isPassedByAnother(cell, facts)) ?? own ?? cells[0];
}

function isPassedByAnother(cell: CellFacts, facts: Facts): boolean {
  const siblings = facts.around(cell).siblings.map(({ cell: { id } }) => facts.byId(id));
  return siblings.some((sibling) => sibling !== null && works(sibling));
}

/** Each code met, or the status where there was none, with how many cells it was given to. */
function answersOf(cells: CellFacts[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { observation } of cells) {
    const code = observation.last?.answer?.code ?? String(observation.status);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
