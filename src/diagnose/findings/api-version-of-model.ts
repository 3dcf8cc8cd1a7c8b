import { isLikeMissing } from "../existence.ts";
import { type Facts, formatAnswer, hasResult } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, formatShortRoute, getRoute, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./api-version-of-model.text.ts";

const { title, explanation, remedy } = TEXT;

/** A path exists and serves this model or operation only with another api-version. */
export const apiVersionOfModel: FindingRule = {
  code: "api-version-of-model",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(({ verdict }) => verdict.cause === "request.api-version"),
      keyByRoute,
      (cells) => draftApiVersion(cells, facts),
    ),
};

function draftApiVersion(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const likeMissing = isLikeMissing(first, facts);
  const { apiVersion } = first.observation.cell.variant;
  return {
    severity: "medium",
    title: formatTitle(cells, likeMissing),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, hasResult),
    component: "customer-request",
    facts: { answer: formatAnswer(first), apiVersion, probes: listProbes(cells) },
    explanation: joinSentences(
      fill(explanation.answer, { path: formatRoute(getRoute(first)), answer: formatAnswer(first) }),
      explanation.cause,
      likeMissing ? explanation.likeMissing : null,
    ),
    remedy: apiVersion === null ? remedy.add : remedy.replace,
  };
}

/** If a missing deployment gets the same response, the response is about the path and not about the deployments. */
function formatTitle(cells: Group, likeMissing: boolean): string {
  const [deployment, ...others] = likeMissing ? [] : listDeployments(cells);
  if (deployment === undefined)
    return fillTitle([title.path, title.onePath], { path: formatShortRoute(getRoute(cells[0])) });
  return others.length === 0
    ? fillTitle([title.deployment], { deployment })
    : fillTitle([title.deployments], { count: others.length + 1 });
}
