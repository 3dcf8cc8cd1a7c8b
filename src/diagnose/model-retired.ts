import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { findingPer, type Group, idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** The deployment is there and the model behind it is not served any more. */
export const modelRetired: Diagnosis = {
  code: "model-retired",
  diagnose: (facts) => findingPer(facts.cells.filter(isRetired), perDeployment, (cells) => findingOf(cells, facts)),
};

/** Told from a deployment that cannot exist by its control, or told by the service with no control to compare with. */
export function isRetired({ verdict }: CellFacts): boolean {
  return verdict.cause === "refused.model-retired";
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const { target, deployment } = first.observation.cell;
  const control = facts.missingDeployment(first);
  return {
    code: "model-retired",
    severity: "high",
    title: `The model behind ${deployment} is retired: the service says so`,
    target,
    deployment,
    cells: idsOf([...cells, control]),
    pair: nearest(first, facts),
    component: "model-catalogue",
    facts: {
      answer: answerInWords(first),
      probes: probesOf(cells),
      missingDeploymentAnswer: control === null ? null : answerInWords(control),
    },
    explanation: `The service answers ${answerInWords(first)}: the deployment is found, and its model is not served any more, whatever the path.`,
    remedy:
      "Deploy a model that is still served, and move the clients to it; the list of model retirements names the successor.",
    ask: null,
  };
}
