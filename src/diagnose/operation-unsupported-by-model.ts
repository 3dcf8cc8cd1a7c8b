import type { Finding } from "../model/finding.ts";
import { type Deployment, findDeployment } from "../model/target.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, passingPeers, perDeployment } from "./facts.ts";
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
      (cell) => `${perDeployment(cell)}\n${twinOf(cell, facts) !== null}`,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const first = mostTelling(cells, facts);
  const { target, deployment } = first.observation.cell;
  const control = facts.missingDeployment(first);
  const twin = twinOf(first, facts);
  const probes = probesOf(cells);
  const isOwn = cells.some((cell) => isOwnRole(cell, facts));
  const isStuck = isOwn && !worksInItsRole(first, facts);
  const what = probes.length === 1 ? probes[0] : counted(probes.length, "operation");
  const answers = `On ${routeInWords(routeOf(first))} the service answers ${answerInWords(first)} for ${deployment}, and ${control === null ? "something else" : answerInWords(control)} for a deployment that cannot exist`;
  return {
    code: "operation-unsupported-by-model",
    severity: isStuck || (isOwn && twin?.sameVersion === true) ? "medium" : "information",
    target,
    deployment,
    cells: idsOf([...cells, twin?.cell ?? null]),
    pair: nearest(first, facts, twin === null ? undefined : [twin.cell]),
    facts: {
      probes,
      answer: answerInWords(first),
      answers: answersOf(cells),
      missingDeploymentAnswer: control === null ? null : answerInWords(control),
      control: control?.id ?? null,
      onRecord: cells.some(({ verdict }) => verdict.cause === "refused.operation"),
      sameModelPasses: twin?.cell.id ?? null,
    },
    ...(twin === null
      ? ofTheModel(`${deployment} is refused for ${what}`, answers, isStuck)
      : ofTheDeployment(`${deployment} is refused for ${what}`, answers, twin)),
  };
}

type Told = Pick<Finding, "title" | "component" | "explanation" | "remedy" | "ask">;

function ofTheModel(refused: string, answers: string, isStuck: boolean): Told {
  return {
    title: `${refused}: the operation, not the deployment`,
    component: "model-catalogue",
    explanation: `${answers}: the deployment is found, and it is the operation that its model does not take.${isStuck ? " No other path gave this deployment a result in its role." : ""}`,
    remedy: isStuck
      ? "Use another model on this path; whether this one can do it by another path was not seen in this run."
      : "Use a path that is listed for this deployment as working, or another model on this path.",
    ask: isStuck
      ? "Say by which path this model is meant to be used, or correct the documentation that names this one."
      : null,
  };
}

/** Another deployment of the same model passes what this one is refused: it cannot be the model. */
function ofTheDeployment(refused: string, answers: string, { cell, sameVersion }: Twin): Told {
  const other = cell.observation.cell.deployment;
  const same = sameVersion ? "of the same model and version" : "of the same model";
  const culprit = sameVersion ? "this deployment" : "this deployment or its version";
  return {
    title: `${refused}, and ${other} ${same} is served: ${culprit}, not the model`,
    component: "model-serving",
    explanation: `${answers}: the deployment is found. ${other}, stated to be ${same}, passes the same probe in the same run: so it is not the model that does not take the operation, but ${culprit}.${sameVersion ? "" : " Which versions the two are was not stated."}`,
    remedy: `Use ${other}. Compare the model and version that the resource's own page shows for both; where they are the same, make this deployment again: delete it, deploy it anew, and run again.`,
    ask: sameVersion
      ? "Say why this deployment is refused what another of the same model and version on the same resource is served."
      : null,
  };
}

/** A cell of the same probe and variant that works, of another deployment of the same model. */
interface Twin {
  cell: CellFacts;
  /** False where the version of either was not stated. */
  sameVersion: boolean;
}

/** The twin of a cell, one of the same stated version before one of a version not known; null where there is none. */
function twinOf(cell: CellFacts, facts: Facts): Twin | null {
  const own = statedDeployment(cell);
  if (own === null) return null;
  let unversioned: Twin | null = null;
  for (const other of passingPeers(cell, facts)) {
    const its = statedDeployment(other);
    if (its === null || its.model !== own.model) continue;
    if (its.version !== null && own.version !== null) {
      if (its.version === own.version) return { cell: other, sameVersion: true };
    } else unversioned ??= { cell: other, sameVersion: false };
  }
  return unversioned;
}

/** A deployment whose model was stated; null where it was guessed or is not known. */
function statedDeployment({ target, observation }: CellFacts): Deployment | null {
  const deployment = findDeployment(target, observation.cell.deployment);
  if (deployment === null || deployment.model === null) return null;
  return ["config", "arm"].includes(deployment.source) ? deployment : null;
}

/** The one to show: a refusal in the deployment's own role if nothing else works there, else one that another deployment passes. */
function mostTelling(cells: Group, facts: Facts): CellFacts {
  const own = cells.find((cell) => isOwnRole(cell, facts));
  if (own !== undefined && !worksInItsRole(own, facts)) return own;
  return cells.find((cell) => isPassedByAnother(cell, facts)) ?? own ?? cells[0];
}

function isPassedByAnother(cell: CellFacts, facts: Facts): boolean {
  return passingPeers(cell, facts).length > 0;
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
