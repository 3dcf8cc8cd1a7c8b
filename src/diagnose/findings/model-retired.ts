import { isRetired } from "../existence.ts";
import { type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle } from "../text.ts";
import { TEXT } from "./model-retired.text.ts";

const { title, explanation, remedy } = TEXT;

/** The deployment exists, and the service no longer serves its model. */
export const modelRetired: FindingRule = {
  code: "model-retired",
  text: TEXT,
  supersedes: ["operation-unsupported-by-model"],
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isRetired), keyByDeployment, (cells) => draftModelRetired(cells, facts)),
};

function draftModelRetired(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  const control = facts.missingDeployment(first);
  return {
    severity: "high",
    title: fillTitle([title.retired], { deployment: deployment ?? "" }),
    deployment,
    cells: [...cells, control],
    pair: findNearest(first, facts),
    component: "model-catalogue",
    facts: {
      answer: formatAnswer(first),
      probes: listProbes(cells),
      missingDeploymentAnswer: control === null ? null : formatAnswer(control),
    },
    explanation: fill(explanation.retired, { answer: formatAnswer(first) }),
    remedy: remedy.replace,
  };
}
