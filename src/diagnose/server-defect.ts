import { isLikeMissingDeployment } from "../judge/index.ts";
import type { Finding } from "../model/finding.ts";
import { oncePer } from "../model/once.ts";
import { answerInWords, attemptsInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment } from "./group.ts";
import { nearest } from "./nearest.ts";
import { perRoute, routeInWords, routeKey, routeKeyOf, routeOf, routesOf } from "./route.ts";
import { transcriptionPathwayDegraded } from "./transcription-pathway-degraded.ts";

/** A fault of the service's own on a well-formed request whose siblings are answered properly (FR-009, FR-040). */
export const serverDefect: Diagnosis = {
  code: "server-defect",
  diagnose: (facts) => {
    // Told better as the transcription of one model.
    const told = new Set(transcriptionPathwayDegraded.diagnose(facts).flatMap(({ cells }) => cells));
    return findingPer(
      facts.cells.filter((cell) => isFault(cell, facts) && !told.has(cell.id) && siblingOf(cell, facts) !== null),
      causeKey,
      (cells) => findingOf(cells, facts),
    );
  },
};

/** A status is one request's; an error that the service tells of itself in a session is its model's, by whatever path. */
function causeKey(cell: CellFacts): string {
  const { cause } = cell.verdict;
  const code = cell.observation.last?.answer?.code ?? "";
  return cause === "server.5xx" ? `${perRoute(cell)}\n${cell.probe.id}` : `${perDeployment(cell)}\n${cause}\n${code}`;
}

/**
 * A status says of itself that the service failed. An event or a close that comes for a deployment that cannot exist as
 * well may be how this path says that there is none; a gateway's page is no word of the service.
 */
function isFault(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cause === "server.5xx") return true;
  const asMissing = isLikeMissingDeployment(cell.observation, facts.around(cell));
  return verdict === "server-fault" && cause !== "server.gateway" && !asMissing;
}

function findingOf(cells: Group, facts: Facts): Finding | null {
  const [first] = cells;
  const sibling = siblingOf(first, facts);
  if (sibling === null) return null;
  const path = routeInWords(routeOf(first));
  const repeated = first.observation.attempts.length > 1;
  return {
    code: "server-defect",
    severity: repeated || cells.length > 1 ? "high" : "medium",
    title: `${carrierInWords(first)} on a well-formed request, ${attemptsInWords(first)}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts, isAnsweredProperly),
    component: first.verdict.stage.failedAt === "mint" ? "session-mint" : "model-serving",
    facts: {
      status: first.observation.status,
      attempts: attemptsInWords(first),
      answer: answerInWords(first),
      answeredProperly: sibling.id,
      siblingAnswer: answerInWords(sibling),
      path: first.observation.path,
    },
    explanation: `${path} answers ${answerInWords(first)} in ${attemptsInWords(first)}; ${siblingInWords(sibling, first)} in the same run. Whatever is wrong with the request, ${first.verdict.cause === "server.5xx" ? "a 5xx" : "an error that the service calls its own"} is its failure to say so.${repeated ? "" : " It was seen once; it may have passed."}`,
    remedy:
      "Nothing can be told of the request from it; use a path that is listed as working, and report the request ids.",
    ask: "Find the request ids in your logs; answer with an error that says what to change, or serve the request.",
  };
}

/** The status, the event or the close by which the fault was told. */
function carrierInWords({ observation }: CellFacts): string {
  const carrier = observation.last?.answer?.carrier;
  if (carrier?.kind === "event") return `A server error (${carrier.type})`;
  return carrier?.kind === "close" ? `Close ${carrier.code}` : String(observation.status);
}

/**
 * Another cell of the target with an answer of the service: of the same probe, else of another shape on the same path;
 * a control says least.
 */
function siblingOf(cell: CellFacts, facts: Facts): CellFacts | null {
  const known = siblingsIn(facts);
  const siblings = known.get(cell.target.name) ?? siblingsOf(cell.target.name, facts);
  known.set(cell.target.name, siblings);
  const key = routeKeyOf(cell);
  return siblings.byProbe.get(cell.probe.id) ?? siblings.byRoute.get(key) ?? siblings.controls.get(key) ?? null;
}

/** Of one target, the first cell that was answered properly: by probe, by the route it asks, and among the controls. */
type Siblings = Record<"byProbe" | "byRoute" | "controls", ReadonlyMap<string, CellFacts>>;

const siblingsIn = oncePer((_facts: Facts) => new Map<string, Siblings>());

function siblingsOf(target: string, facts: Facts): Siblings {
  const routes = (cell: CellFacts) => routesOf(cell).map(routeKey);
  const ordinary = facts.cellsOf(target).filter(isAnsweredProperly);
  return {
    byProbe: firstBy(ordinary, ({ probe }) => [probe.id]),
    byRoute: firstBy(ordinary, routes),
    controls: firstBy(facts.controlsOf(target).filter(isAnsweredProperly), routes),
  };
}

function firstBy(cells: CellFacts[], keysOf: (cell: CellFacts) => string[]): Map<string, CellFacts> {
  const first = new Map<string, CellFacts>();
  for (const cell of cells) for (const key of keysOf(cell)) if (!first.has(key)) first.set(key, cell);
  return first;
}

function siblingInWords(sibling: CellFacts, cell: CellFacts): string {
  if (sibling.observation.cell.control !== null)
    return `a deployment that cannot exist (${sibling.id}) is refused properly`;
  const asked =
    sibling.probe.id === cell.probe.id
      ? "the same request for another deployment"
      : "another request of the same form on that path";
  return `${asked} (${sibling.id}) is answered properly`;
}

/** Answered by the service about the request: not put off, not kept out, not failing as well. */
function isAnsweredProperly({ observation, verdict }: CellFacts): boolean {
  return (
    observation.attributedBy.length > 0 &&
    ["supported", "partial", "unsupported", "not-deployed", "rejected-request"].includes(verdict.verdict)
  );
}
