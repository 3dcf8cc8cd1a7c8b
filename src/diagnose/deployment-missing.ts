import type { Finding } from "../model/finding.ts";
import { isLikeMissing, isToldFromMissing, provesExistence } from "./existence.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { gotPast, routeKeyOf } from "./route.ts";

/** Of the paths that answered, how many times as many must say "missing" as say something else. */
const NEARLY_ALL = 4;

/** A configured deployment that is answered exactly like one that cannot exist, and works nowhere. */
export const deploymentMissing: Diagnosis = {
  code: "deployment-missing",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(({ observation }) => observation.cell.deployment !== null),
      perDeployment,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const missing = cells.filter((cell) => cell.verdict.verdict === "not-deployed" && isLikeMissing(cell, facts));
  const otherwise = cells.filter((cell) => saysOtherwise(cell, facts));
  const [first] = missing;
  if (first === undefined || cells.some(provesExistence) || missing.length < otherwise.length * NEARLY_ALL) return null;
  if (otherwise.length > 0 && isOnlyOneRoutesWord(missing, facts)) return null;
  const { target, deployment } = first.observation.cell;
  const anotherIsKnown = facts.cellsOf(target).some(provesExistence);
  return {
    code: "deployment-missing",
    severity: "high",
    title: `${deployment} is answered exactly like a deployment that cannot exist`,
    target,
    deployment,
    cells: idsOf([...missing, facts.missingDeployment(first)]),
    pair: nearest(first, facts, (cell) => cell.probe.id === first.probe.id && provesExistence(cell)),
    component: "customer-request",
    facts: {
      answer: answerInWords(first),
      control: facts.missingDeployment(first)?.id ?? null,
      probes: probesOf(missing),
      answeredOtherwise: probesOf(otherwise),
      anotherDeploymentIsKnown: anotherIsKnown,
    },
    explanation: `On ${counted(probesOf(missing).length, "path")} the service answers ${answerInWords(first)}, exactly as it answers for a name that cannot exist, and no path gave this deployment a result or refused it an operation.${anotherIsKnown ? "" : " No other deployment of this target is known to the service either: the endpoint may be another resource's."}`,
    remedy:
      "Compare the deployment's name, letter by letter, with the resource's list of deployments (it is not the model's name), and the endpoint with the resource that holds it; a deployment made in the last five minutes may not be known yet.",
    ask: null,
  };
}

/** An answer other than the missing deployment's, where the two were asked alike: it speaks against "missing". */
function saysOtherwise(cell: CellFacts, facts: Facts): boolean {
  if (cell.probe.names === "model") return false;
  const { verdict } = cell.verdict;
  const telling = ["supported", "partial", "unsupported", "not-deployed", "no-route", "rejected-request"].includes(
    verdict,
  );
  return telling && isToldFromMissing(cell, facts);
}

/** One route alone may deny a deployment that others serve (FR-015), unless it is seen to know another deployment. */
function isOnlyOneRoutesWord(missing: CellFacts[], facts: Facts): boolean {
  const [key, ...others] = new Set(missing.map((cell) => routeKeyOf(cell)));
  if (key === undefined || others.length > 0) return false;
  const [first] = missing;
  if (first === undefined) return true;
  return !facts
    .cellsOf(first.target.name)
    .some(
      (cell) =>
        cell.probe.id === first.probe.id &&
        (cell.verdict.verdict === "supported" || (cell.verdict.verdict !== "not-deployed" && gotPast(cell, key))),
    );
}
