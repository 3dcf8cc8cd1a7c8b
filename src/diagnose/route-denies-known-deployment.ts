import type { Finding } from "../model/finding.ts";
import { isLikeMissing, knownElsewhere, provesExistence } from "./existence.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole } from "./purpose.ts";
import { decidingRequest, formInWords, formKey } from "./route.ts";

/** A route says that a deployment does not exist, and another route of the same resource knows it (FR-015, FR-053). */
export const routeDeniesKnownDeployment: Diagnosis = {
  code: "route-denies-known-deployment",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => denies(cell) && knownElsewhere(cell, facts).length > 0),
      formKey,
      (cells) => findingOf(cells, facts),
    ),
};

/** Another host may be another resource's, and does not have to know this one's deployments. */
function denies(cell: CellFacts): boolean {
  return cell.verdict.verdict === "not-deployed" && decidingRequest(cell)?.host === undefined;
}

function findingOf(cells: Group, facts: Facts): Finding {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const path = formInWords(first);
  const names = listed(deploymentsOf(cells));
  const known = knownElsewhere(first, facts);
  return {
    code: "route-denies-known-deployment",
    severity: cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title: `${path} denies ${names}, which other routes know`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(
      first,
      facts,
      (cell) => provesExistence(cell) && cell.observation.cell.deployment === first.observation.cell.deployment,
    ),
    component: "gateway-routing",
    facts: {
      path,
      answer: answerInWords(first),
      rung: first.verdict.rung.failedAt,
      probes: probesOf(cells),
      knownBy: probesOf(known),
      sameAsMissingDeployment: isLikeMissing(first, facts),
    },
    explanation: `${path} answers ${answerInWords(first)}${isLikeMissing(first, facts) ? ", exactly as for a deployment that cannot exist" : ""}; on the same resource, in the same run, ${listed(probesOf(known))} ${known.length === 1 ? "knows" : "know"} the deployment. The deployment exists: it is this route that does not find it.`,
    remedy:
      "Do not create the deployment again and do not look for a wrong name: use a route that knows it. If it was made within the last minutes, repeat the run first.",
    ask: "Find the deployment on this route, or refuse with the reason: DeploymentNotFound sends customers looking for the wrong fault.",
  };
}
