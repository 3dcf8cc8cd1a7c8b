import { isUniform } from "../../judge/index.ts";
import { oncePer } from "../../model/once.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { hasResultInItsRole, isOwnRole } from "../purpose.ts";
import {
  formatRoute,
  formatRouteKey,
  formatShortRoute,
  getRoute,
  getRouteKey,
  keyByRoute,
  listRoutesPassed,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./route-missing.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A path, or a path with this api-version, that the resource does not serve. */
export const routeMissing: FindingRule = {
  code: "route-missing",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => cell.verdict.verdict === "no-route" && !isServed(cell, facts)),
      keyByRoute,
      (cells) => draftRouteMissing(cells, facts),
    ),
};

/** Whether any request got past the route. Then the 404 has another cause, and nothing is concluded. */
function isServed(cell: CellFacts, facts: Facts): boolean {
  const target = cell.target.name;
  const routes = getRoutesServed(facts).get(target) ?? new Set(facts.allOf(target).flatMap(listAnsweredRoutes));
  getRoutesServed(facts).set(target, routes);
  return routes.has(getRouteKey(cell));
}

/** Keys of the routes that served a request, by target. */
const getRoutesServed = oncePer((_facts: Facts) => new Map<string, Set<string>>());

/** Keys of the routes whose response to a cell proves that they exist. */
function listAnsweredRoutes(cell: CellFacts): string[] {
  const known = ["supported", "partial", "unsupported", "not-deployed"].includes(cell.verdict.verdict);
  return known ? [...listRoutesPassed(cell), getRouteKey(cell)] : listRoutesPassed(cell);
}

function draftRouteMissing(cells: Group, facts: Facts): Draft {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const route = getRoute(first);
  const path = formatRoute(route);
  const apiVersion = route?.apiVersion ?? null;
  const likePath = cells.some(({ verdict }) => verdict.cause === "route.same-as-missing");
  const controls = listControls(first, facts);
  const elsewhere = listTargetsServing(first, facts);
  const isVersion = first.verdict.cause === "route.api-version";
  const short = formatShortRoute(route);
  // If every request gets this response, the endpoint is the cause.
  const isRequested = isWanted(first, facts) && !isUniform(first.observation, facts.around(first));
  return {
    severity: isWanted(first, facts) ? "medium" : "low",
    title: isVersion
      ? fillTitle([title.version, title.versionShort], { version: apiVersion ?? "none", path: short })
      : fillTitle([title.path, title.onePath], { path: short }),
    deployment: findOnlyDeployment(cells),
    cells: [...cells, ...controls],
    pair: findNearest(first, facts),
    component: "gateway-routing",
    facts: {
      path,
      apiVersion,
      answer: formatAnswer(first),
      probes: listProbes(cells),
      likeMissingPath: likePath || controls.some((control) => formatAnswer(control) === formatAnswer(first)),
      servedByTargets: elsewhere,
    },
    explanation: joinSentences(
      fill(explanation.answer, { path, answer: formatAnswer(first) }),
      likePath ? explanation.likeMissing : null,
      apiVersion === null ? explanation.path : explanation.version,
      elsewhere.length === 0 ? null : fill(explanation.elsewhere, { targets: formatList(elsewhere, elsewhere.length) }),
    ),
    remedy: isVersion ? remedy.version : remedy.path,
    ask: isRequested ? ask.serve : null,
  };
}

/** Whether this is a documented path for a deployment that no other path serves in its role. */
function isWanted(cell: CellFacts, facts: Facts): boolean {
  return isOwnRole(cell, facts) && cell.probe.group === undefined && !hasResultInItsRole(cell, facts);
}

function listControls({ target, verdict }: CellFacts, facts: Facts): CellFacts[] {
  return facts.controlsOf(target.name).filter(({ id }) => verdict.restsOn.includes(id));
}

/** Names of other targets that serve the same route. */
function listTargetsServing(cell: CellFacts, facts: Facts): string[] {
  const route = getRoute(cell);
  if (route === null || route.host !== null) return [];
  const targets = getTargetsServing(facts).get(formatRouteKey(route)) ?? [];
  return [...targets].filter((name) => name !== cell.target.name);
}

/** Names of the targets that serve a route, by the key of the route. */
const getTargetsServing = oncePer(({ cells }: Facts) => {
  const serving = new Map<string, Set<string>>();
  for (const cell of cells) {
    for (const key of listAnsweredRoutes(cell)) {
      const targets = serving.get(key) ?? new Set();
      serving.set(key, targets.add(cell.target.name));
    }
  }
  return serving;
});
