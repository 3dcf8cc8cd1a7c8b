import type { Finding } from "../model/finding.ts";
import { isLikeMissing } from "./existence.ts";
import { answerInWords, type Diagnosis, type Facts, works } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { perRoute, routeInWords, routeOf } from "./route.ts";

/** A path is there, and serves this model or operation with another api-version only. */
export const apiVersionOfModel: Diagnosis = {
  code: "api-version-of-model",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(({ verdict }) => verdict.cause === "request.api-version"),
      perRoute,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const names = isLikeMissing(first, facts) ? [] : deploymentsOf(cells);
  return {
    code: "api-version-of-model",
    severity: "medium",
    title: `${names.length === 0 ? routeInWords(routeOf(first)) : listed(names)} ${names.length > 1 ? "are" : "is"} served with another api-version only`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts, works),
    component: "customer-request",
    facts: {
      answer: answerInWords(first),
      apiVersion: first.observation.cell.variant.apiVersion,
      probes: probesOf(cells),
    },
    explanation: `${routeInWords(routeOf(first))} is answered ${answerInWords(first)}: it is the api-version, not the deployment or what its model can do.${names.length === 0 ? " A deployment that cannot exist is answered so too." : ""}`,
    remedy:
      first.observation.cell.variant.apiVersion === null
        ? "Ask with the api-version that the answer names."
        : "Run again with --api-version and the one that the answer names, or ask on the GA path, which takes none.",
    ask: null,
  };
}
