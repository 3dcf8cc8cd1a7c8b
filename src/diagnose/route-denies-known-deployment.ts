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
      facts.cells.filter(
        (cell) => denies(cell) && (knownElsewhere(cell, facts).length > 0 || knownHere(cell, facts).length > 0),
      ),
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
  const here = cells.flatMap((cell) => knownHere(cell, facts));
  const known = [...here, ...knownElsewhere(first, facts)];
  const flapping = cells.flatMap((cell) => seenBothWays(cell, facts));
  const apart = regionsApart(cells, known);
  const ofThisRoute = flapping.length === 0 && apart === null;
  return {
    code: "route-denies-known-deployment",
    severity: ofThisRoute && cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title:
      here.length > 0
        ? `${path} denies ${names}, and knows it in other requests of the same run`
        : `${path} denies ${names}, which other routes know`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf([...cells, ...here]),
    pair: nearest(
      first,
      facts,
      (cell) => provesExistence(cell) && cell.observation.cell.deployment === first.observation.cell.deployment,
    ),
    component: "gateway-routing",
    facts: {
      path,
      answer: answerInWords(first),
      stage: first.verdict.stage.failedAt,
      probes: probesOf(cells),
      knownBy: probesOf(known),
      sameAsMissingDeployment: isLikeMissing(first, facts),
      regions: apart,
      seenBothWaysOn: [...new Set(flapping.map(formInWords))],
    },
    explanation: `${path} answers ${answerInWords(first)}${isLikeMissing(first, facts) ? ", exactly as for a deployment that cannot exist" : ""}; on the same resource, in the same run, ${listed(probesOf(known))} ${known.length === 1 ? "knows" : "know"} the deployment. ${flapping.length === 0 ? "The deployment exists: it is this route that does not find it." : `The deployment exists, and ${listed([...new Set(flapping.map(formInWords))])} denied it in one request and knew it in another: it is found now and then, as one made a short while ago is, or by something else that the requests say, and that is no matter of this route alone.`}${apart === null ? "" : ` The refusals were answered from ${listed(apart.denying)} and the others from ${listed(apart.knowing)}: more than one resource may stand behind this endpoint.`}`,
    ...(ofThisRoute
      ? {
          remedy:
            "Do not create the deployment again and do not look for a wrong name: use a route that knows it. If it was made within the last minutes, repeat the run first.",
          ask: "Find the deployment on this route, or refuse with the reason: DeploymentNotFound sends customers looking for the wrong fault.",
        }
      : {
          remedy:
            "Do not create the deployment again and do not look for a wrong name: repeat the run in some minutes, ask the resources behind a gateway one by one, and compare what the two requests say if it is still denied in one and known in the other.",
          ask: null,
        }),
  };
}

/** The regions that denied and those that knew, where none did both; null where that is not known. */
function regionsApart(denying: CellFacts[], knowing: CellFacts[]): { denying: string[]; knowing: string[] } | null {
  const of = (cells: CellFacts[]) => [...new Set(cells.flatMap(({ observation }) => observation.regions))];
  const [one, other] = [of(denying), of(knowing)];
  const disjoint = one.length > 0 && other.length > 0 && !one.some((region) => other.includes(region));
  return disjoint ? { denying: one, knowing: other } : null;
}

/** Cells of the same deployment that were asked on this very route, in this form, and show that it exists. */
function knownHere(cell: CellFacts, facts: Facts): CellFacts[] {
  const own = formKey(cell);
  return facts.cellsBeside(cell).filter((other) => provesExistence(other) && formKey(other) === own);
}

/** Cells of the same deployment that a route denied which knew it in the same run. */
function seenBothWays(cell: CellFacts, facts: Facts): CellFacts[] {
  return facts.cellsBeside(cell).filter((other) => denies(other) && knownHere(other, facts).length > 0);
}
