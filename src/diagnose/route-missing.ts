import { isUniform } from "../judge/index.ts";
import type { Finding } from "../model/finding.ts";
import { oncePer } from "../model/once.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole, worksInItsRole } from "./purpose.ts";
import { perRoute, routeInWords, routeKey, routeKeyOf, routeOf, routesPassed } from "./route.ts";

/** A path, or a path with this api-version, that the resource does not serve. */
export const routeMissing: Diagnosis = {
  code: "route-missing",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => cell.verdict.verdict === "no-route" && !isServed(cell, facts)),
      perRoute,
      (cells) => findingOf(cells, facts),
    ),
};

/** A route that serves somebody is there: the 404 is then about something else, and nothing is concluded. */
function isServed(cell: CellFacts, facts: Facts): boolean {
  const target = cell.target.name;
  const routes = routesServed(facts).get(target) ?? new Set(facts.allOf(target).flatMap(answeredRoutes));
  routesServed(facts).set(target, routes);
  return routes.has(routeKeyOf(cell));
}

/** By target: keys of the routes that serve somebody there. */
const routesServed = oncePer((_facts: Facts) => new Map<string, Set<string>>());

/** Keys of the routes at which a cell was answered as only one that is there answers. */
function answeredRoutes(cell: CellFacts): string[] {
  const known = ["supported", "partial", "unsupported", "not-deployed"].includes(cell.verdict.verdict);
  return known ? [...routesPassed(cell), routeKeyOf(cell)] : routesPassed(cell);
}

function findingOf(cells: Group, facts: Facts): Finding {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const route = routeOf(first);
  const path = routeInWords(route);
  const version = first.verdict.cause === "route.api-version";
  const likePath = cells.some(({ verdict }) => verdict.cause === "route.same-as-missing");
  const elsewhere = servedBy(first, facts);
  return {
    code: "route-missing",
    severity: isWanted(first, facts) ? "medium" : "low",
    title: version ? `The api-version of ${path} is not served` : `${path} is not served`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf([...cells, ...controlsOf(first, facts)]),
    pair: nearest(first, facts),
    component: "gateway-routing",
    facts: {
      path,
      apiVersion: route?.apiVersion ?? null,
      answer: answerInWords(first),
      probes: probesOf(cells),
      likeMissingPath:
        likePath || controlsOf(first, facts).some((control) => answerInWords(control) === answerInWords(first)),
      servedByTargets: elsewhere,
    },
    explanation: `The service answers ${answerInWords(first)}${likePath ? ", exactly as for a path that cannot exist" : ""}, whichever deployment is named: it is the path${route?.apiVersion === null ? "" : " with this api-version"}, and says nothing of the deployment or its model.${elsewhere.length === 0 ? "" : ` ${elsewhere.join(", ")} ${elsewhere.length === 1 ? "serves" : "serve"} it.`}`,
    remedy: version
      ? "Use an api-version that the documentation lists for this path, or the GA path, which takes none."
      : "Check the path and its /openai prefix against the documentation; use a path that is listed as working.",
    // Where every request gets this answer, it is the endpoint.
    ask:
      isWanted(first, facts) && !isUniform(first.observation, facts.around(first))
        ? "Serve the documented path here, or say in its documentation where it is served."
        : null,
  };
}

/** A documented path for a deployment that is there and that no other path serves in its role. */
function isWanted(cell: CellFacts, facts: Facts): boolean {
  return isOwnRole(cell, facts) && cell.probe.group === undefined && !worksInItsRole(cell, facts);
}

function controlsOf({ target, verdict }: CellFacts, facts: Facts): CellFacts[] {
  return facts.controlsOf(target.name).filter(({ id }) => verdict.restsOn.includes(id));
}

/** Names of other targets that serve the same path. */
function servedBy(cell: CellFacts, facts: Facts): string[] {
  const route = routeOf(cell);
  if (route === null || route.host !== null) return [];
  const targets = targetsServing(facts).get(routeKey(route)) ?? [];
  return [...targets].filter((name) => name !== cell.target.name);
}

/** By key of a route: names of the targets where an ordinary cell was answered at it, in the order of the cells. */
const targetsServing = oncePer(({ cells }: Facts) => {
  const serving = new Map<string, Set<string>>();
  for (const cell of cells) {
    for (const key of answeredRoutes(cell)) {
      const targets = serving.get(key) ?? new Set();
      serving.set(key, targets.add(cell.target.name));
    }
  }
  return serving;
});
