import { type Deployment, findDeployment } from "../../model/target.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment, listPassingPeers } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { hasResultInItsRole, isOwnRole } from "../purpose.ts";
import { formatRoute, getRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./operation-unsupported-by-model.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The service finds the deployment and refuses the operation. The control shows that the deployment is not missing. */
export const operationUnsupportedByModel: FindingRule = {
  code: "operation-unsupported-by-model",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => cell.verdict.verdict === "unsupported" && !superseded.has(cell)),
      (cell) => `${keyByDeployment(cell)}\n${findTwin(cell, facts) !== null}`,
      (cells) => draftUnsupported(cells, facts),
    ),
};

function draftUnsupported(cells: Group, facts: Facts): Draft {
  const first = chooseExample(cells, facts);
  const deployment = first.observation.cell.deployment ?? "no deployment";
  const control = facts.missingDeployment(first);
  const twin = findTwin(first, facts);
  const probes = listProbes(cells);
  const isOwn = cells.some((cell) => isOwnRole(cell, facts));
  const isStuck = isOwn && !hasResultInItsRole(first, facts);
  const operations = formatCount(probes.length, "operation");
  const refused = { deployment, what: probes.length === 1 ? (probes[0] ?? "") : operations, operations };
  const answers = joinSentences(
    fill(explanation.answer, { path: formatRoute(getRoute(first)), answer: formatAnswer(first), deployment }),
    control === null ? explanation.noControl : fill(explanation.control, { control: formatAnswer(control) }),
  );
  return {
    severity: isStuck || (isOwn && twin?.sameVersion === true) ? "medium" : "information",
    deployment: first.observation.cell.deployment,
    cells: [...cells, twin?.cell ?? null],
    pair: findNearest(first, facts, twin === null ? undefined : [twin.cell]),
    facts: {
      probes,
      answer: formatAnswer(first),
      answers: countAnswers(cells),
      missingDeploymentAnswer: control === null ? null : formatAnswer(control),
      control: control?.id ?? null,
      onRecord: cells.some(({ verdict }) => verdict.cause === "refused.operation"),
      sameModelPasses: twin?.cell.id ?? null,
    },
    ...(twin === null ? blameModel(refused, answers, isStuck) : blameDeployment(refused, answers, twin)),
  };
}

type Blame = Pick<Draft, "title" | "component" | "explanation" | "remedy" | "ask">;
type Refused = Record<"deployment" | "what" | "operations", string>;

function blameModel(refused: Refused, answers: string, isStuck: boolean): Blame {
  return {
    title: fillTitle([title.model, title.modelShort, title.modelCount], refused),
    component: "model-catalogue",
    explanation: joinSentences(answers, explanation.model, isStuck ? explanation.stuck : null),
    remedy: isStuck ? remedy.stuck : remedy.switch,
    ask: isStuck ? ask.stuck : null,
  };
}

/** Another deployment of the same model passes, so the model is not the cause. */
function blameDeployment({ deployment, what }: Refused, answers: string, { cell, sameVersion }: Twin): Blame {
  const other = cell.observation.cell.deployment ?? "";
  return {
    title: fillTitle([title.twin, title.twinShort, title.twinCount], { deployment, what, other }),
    component: "model-serving",
    explanation: joinSentences(answers, fill(sameVersion ? explanation.twinVersion : explanation.twin, { other })),
    remedy: fill(remedy.twin, { other }),
    ask: sameVersion ? ask.twin : null,
  };
}

/** A passing cell of the same probe and variant for another deployment of the same model. */
interface Twin {
  cell: CellFacts;
  /** False if the version of either is unknown. */
  sameVersion: boolean;
}

/** The twin of a cell, or null. A twin of the same stated version is preferred to one of unknown version. */
function findTwin(cell: CellFacts, facts: Facts): Twin | null {
  const own = findStatedDeployment(cell);
  if (own === null) return null;
  let unversioned: Twin | null = null;
  for (const other of listPassingPeers(cell, facts)) {
    const its = findStatedDeployment(other);
    if (its === null || its.model !== own.model) continue;
    if (its.version !== null && own.version !== null) {
      if (its.version === own.version) return { cell: other, sameVersion: true };
    } else unversioned ??= { cell: other, sameVersion: false };
  }
  return unversioned;
}

/** A deployment with a stated model. null if the model is guessed or unknown. */
function findStatedDeployment({ target, observation }: CellFacts): Deployment | null {
  const deployment = findDeployment(target, observation.cell.deployment);
  if (deployment === null || deployment.model === null) return null;
  return ["config", "arm"].includes(deployment.source) ? deployment : null;
}

/** The example: a refusal in the deployment's own role if nothing works there, or else a cell that another deployment passes. */
function chooseExample(cells: Group, facts: Facts): CellFacts {
  const own = cells.find((cell) => isOwnRole(cell, facts));
  if (own !== undefined && !hasResultInItsRole(own, facts)) return own;
  return cells.find((cell) => hasPassingPeer(cell, facts)) ?? own ?? cells[0];
}

function hasPassingPeer(cell: CellFacts, facts: Facts): boolean {
  return listPassingPeers(cell, facts).length > 0;
}

/** The number of cells per error code, or per status for errors without a code. */
function countAnswers(cells: CellFacts[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { observation } of cells) {
    const code = observation.last?.answer?.code ?? String(observation.status);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
