import { isUniform } from "../judge/index.ts";
import type { Finding } from "../model/finding.ts";
import { isLikeMissing, knownElsewhere } from "./existence.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { perRoute, routeInWords, routeOf } from "./route.ts";

/** A deployment is refused in the very words that a deployment which cannot exist gets: this path cannot tell them apart. */
export const missingAndUnsupportedLookAlike: Diagnosis = {
  code: "missing-and-unsupported-look-alike",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => looksAlike(cell, facts)),
      perRoute,
      (cells) => findingOf(cells, facts),
    ),
};

function looksAlike(cell: CellFacts, facts: Facts): boolean {
  const { cause } = cell.verdict;
  if (isCompanionsAnswer(cell, facts)) return false;
  if (cause === "control.look-alike") return true;
  // Where every request gets this answer, the path has nothing to do with it.
  if (isUniform(cell.observation, facts.around(cell))) return false;
  return cause === "inconclusive.unrecognised" && cell.observation.deploymentNamed && isLikeMissing(cell, facts);
}

/** What refuses the companion refuses whatever is asked beside it: it says nothing of this deployment. */
function isCompanionsAnswer(cell: CellFacts, facts: Facts): boolean {
  const { companion } = cell.observation.cell;
  if (companion === null) return false;
  const answer = answerInWords(cell);
  return facts.cellsOfDeployment(cell.target.name, companion).some((other) => answerInWords(other) === answer);
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const path = routeInWords(routeOf(first));
  const known = deploymentsOf(cells.filter((cell) => knownElsewhere(cell, facts).length > 0));
  const isKnown = new Set(known);
  const unknown = deploymentsOf(cells).filter((name) => !isKnown.has(name));
  return {
    code: "missing-and-unsupported-look-alike",
    severity: unknown.length === 0 ? "information" : "low",
    title: `${path} refuses a deployment and a name that cannot exist in the same words`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf([...cells, facts.missingDeployment(first)]),
    pair: nearest(first, facts),
    component: "gateway-routing",
    facts: {
      path,
      answer: answerInWords(first),
      probes: probesOf(cells),
      control: facts.missingDeployment(first)?.id ?? null,
      knownElsewhere: known,
      notKnownElsewhere: unknown,
    },
    explanation: `The service answers ${answerInWords(first)} for ${listed(deploymentsOf(cells))} and, word for word, for a deployment that cannot exist: from this path nobody can say whether the deployment is missing, the operation is refused, or the request is.${known.length === 0 ? "" : ` Other paths do know ${listed(known)}, so there it is not the deployment that is missing.`}`,
    remedy:
      "Conclude nothing from this path alone: compare with a path that tells the two apart, or with the resource's list of deployments.",
    ask: "Answer for a deployment that does not exist with a code of its own (DeploymentNotFound) on this path too.",
  };
}
