import { findLikeMissingPath, meaningOf } from "../../judge/index.ts";
import { isLikeMissing, isProofOfExistence, listKnownElsewhere } from "../existence.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isOwnRole } from "../purpose.ts";
import { formatShortRoute, getDecidingRequest, getRequestForm, getRoute, keyByForm } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./route-denies-known-deployment.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A route says that a deployment does not exist, and another request of the same run found it (FR-015, FR-053). */
export const routeDeniesKnownDeployment: FindingRule = {
  code: "route-denies-known-deployment",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(
        (cell) =>
          isDenied(cell, facts) &&
          (listKnownElsewhere(cell, facts).length > 0 || listKnownHere(cell, facts).length > 0),
      ),
      keyByForm,
      (cells) => draftRouteDenies(cells, facts),
    ),
};

/** Another host may belong to another resource, which need not know this resource's deployments. */
function isDenied(cell: CellFacts, facts: Facts): boolean {
  if (getDecidingRequest(cell)?.host !== undefined) return false;
  return cell.verdict.verdict === "not-deployed" || isDeniedInOtherWords(cell, facts);
}

/** A 404 with an unknown code. A nonexistent deployment gets it too, and a nonexistent path does not. */
function isDeniedInOtherWords(cell: CellFacts, facts: Facts): boolean {
  const answer = cell.observation.last?.answer ?? null;
  if (answer?.carrier.kind !== "status" || answer.carrier.status !== 404) return false;
  if (meaningOf(answer, facts.texts) !== null || !isLikeMissing(cell, facts)) return false;
  const around = facts.around(cell);
  const { transport } = cell.observation.asked ?? {};
  const hasPath = around.missingPaths.some(({ asked }) => asked?.transport === transport);
  return hasPath && findLikeMissingPath(cell.observation, around) === null;
}

function draftRouteDenies(cells: Group, facts: Facts): Draft {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const path = getRequestForm(first);
  const here = cells.flatMap((cell) => listKnownHere(cell, facts));
  const known = [...here, ...listKnownElsewhere(first, facts)];
  const inconsistent = cells.flatMap((cell) => listSeenBothWays(cell, facts));
  const paths = [...new Set(inconsistent.map(getRequestForm))];
  const regions = findSeparateRegions(cells, known);
  const isRouteOnly = inconsistent.length === 0 && regions === null;
  const titles =
    here.length > 0
      ? ([title.here, title.hereShort] as const)
      : ([title.elsewhere, title.elsewhereShort, title.elsewhereCount] as const);
  return {
    severity: isRouteOnly && cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title: fillTitle(titles, {
      path: formatShortRoute(getRoute(first)),
      deployments: formatList(listDeployments(cells)),
    }),
    deployment: findOnlyDeployment(cells),
    cells: [...cells, ...here],
    pair: findNearest(
      first,
      facts,
      (cell) => isProofOfExistence(cell) && cell.observation.cell.deployment === first.observation.cell.deployment,
    ),
    component: "gateway-routing",
    facts: {
      path,
      answer: formatAnswer(first),
      stage: first.verdict.stage.failedAt,
      probes: listProbes(cells),
      knownBy: listProbes(known),
      sameAsMissingDeployment: isLikeMissing(first, facts),
      regions,
      seenBothWaysOn: paths,
    },
    explanation: joinSentences(
      fill(explanation.answer, { path, answer: formatAnswer(first) }),
      isLikeMissing(first, facts) ? explanation.likeMissing : null,
      fill(explanation.known, { probes: formatList(listProbes(known)) }),
      paths.length === 0 ? explanation.route : fill(explanation.inconsistent, { paths: formatList(paths) }),
      regions === null
        ? null
        : fill(explanation.regions, { denying: formatList(regions.denying), knowing: formatList(regions.knowing) }),
    ),
    remedy: isRouteOnly ? remedy.route : remedy.repeat,
    ask: isRouteOnly ? ask.find : null,
  };
}

/** The regions that denied the deployment and those that found it. null if unknown or if a region did both. */
function findSeparateRegions(
  denying: CellFacts[],
  knowing: CellFacts[],
): { denying: string[]; knowing: string[] } | null {
  const listRegions = (cells: CellFacts[]) => [...new Set(cells.flatMap(({ observation }) => observation.regions))];
  const [one, other] = [listRegions(denying), listRegions(knowing)];
  const disjoint = one.length > 0 && other.length > 0 && !one.some((region) => other.includes(region));
  return disjoint ? { denying: one, knowing: other } : null;
}

/** Cells of the same deployment on this route, in this form, that prove that it exists. */
function listKnownHere(cell: CellFacts, facts: Facts): CellFacts[] {
  const own = keyByForm(cell);
  return facts.cellsOfSameDeployment(cell).filter((other) => isProofOfExistence(other) && keyByForm(other) === own);
}

/** Cells of the same deployment that a route denied although it found it in the same run. */
function listSeenBothWays(cell: CellFacts, facts: Facts): CellFacts[] {
  return facts
    .cellsOfSameDeployment(cell)
    .filter((other) => isDenied(other, facts) && listKnownHere(other, facts).length > 0);
}
