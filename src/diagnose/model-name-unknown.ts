import type { Finding } from "../model/finding.ts";
import { nearestName } from "../model/nearest-name.ts";
import { deploymentNamed } from "../model/target.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { findingPer, type Group, idsOf } from "./group.ts";

/**
 * A name that nothing on record knows, and that the service does not find: a slip of the pen, or a model that does not
 * exist (FR-004). A deployment may be called anything, so its name alone says nothing.
 */
export const modelNameUnknown: Diagnosis = {
  code: "model-name-unknown",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => cell.observation.cell.deployment !== null),
      perDeployment,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const [first] = cells;
  const { target, deployment } = first.observation.cell;
  const known = deploymentNamed(first.target, deployment);
  // What ARM lists or an answer names exists, whatever this list knows.
  if (deployment === null || known?.source === "arm" || known?.source === "response") return null;
  const name = known?.model ?? deployment;
  const near = isOnRecord(name, facts.known.models) ? null : nearestName(name, facts.known.models);
  const missing = cells.filter(({ verdict }) => verdict.verdict === "not-deployed");
  if (near === null || missing.length === 0 || cells.some(existsFor)) return null;
  const shown = missing[0] ?? first;
  return {
    code: "model-name-unknown",
    severity: "medium",
    title: `No model named ${name} is on record; the nearest is ${near}`,
    target,
    deployment,
    cells: idsOf(missing),
    pair: null,
    component: "customer-request",
    facts: { name, nearest: near, answer: answerInWords(shown) },
    explanation: `No listing or record known to this tool has a model named ${name}, and every path that looks for it says that it is not there: ${answerInWords(shown)}. The nearest known name is ${near}.`,
    remedy: `Check the name: list the resource's deployments, and if ${near} is meant, deploy it and use the deployment's name.`,
    ask: null,
  };
}

/** The name itself, or with a version or date behind it. */
function isOnRecord(name: string, models: string[]): boolean {
  const wanted = name.toLowerCase();
  return models.some(
    (model) =>
      wanted === model || familyOf(wanted) === familyOf(model) || /^-(\d{4}|v?\d+|preview)/.test(tailOf(wanted, model)),
  );
}

/** A name without its numbers: a version that is newer than the list is no slip of the pen. */
function familyOf(name: string): string {
  return name.toLowerCase().replace(/\d+(\.\d+)*/g, "#");
}

function tailOf(name: string, model: string): string {
  return name.startsWith(model) ? name.slice(model.length) : "";
}

/** The service found the deployment on some path. */
function existsFor({ verdict }: CellFacts): boolean {
  return ["supported", "partial", "unsupported"].includes(verdict.verdict);
}
