import { isLikeMissingDeployment } from "../../judge/index.ts";
import { oncePer } from "../../model/once.ts";
import {
  type CellFacts,
  type Facts,
  formatAnswer,
  formatAttempts,
  formatCarrier,
  isLasting,
  keyByDeployment,
  listAttempts,
} from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, formatRouteKey, getRoute, getRouteKey, keyByRoute, listRoutes } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./server-defect.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The service fails on a well-formed request, and responds properly to similar ones (FR-009, FR-040). */
export const serverDefect: FindingRule = {
  code: "server-defect",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => isFault(cell, facts) && !superseded.has(cell) && findSibling(cell, facts) !== null),
      formatFaultKey,
      (cells) => draftServerDefect(cells, facts),
    ),
};

/** A status belongs to one request. A server error within a session belongs to its model on every path. */
function formatFaultKey(cell: CellFacts): string {
  const { cause } = cell.verdict;
  const code = cell.observation.last?.answer?.code ?? "";
  return cause === "server.5xx"
    ? `${keyByRoute(cell)}\n${cell.probe.id}`
    : `${keyByDeployment(cell)}\n${cause}\n${code}`;
}

/**
 * A status alone shows a fault. An event or a close that a missing deployment gets too may be how this path reports a
 * missing deployment. A gateway's page is no response of the service.
 */
function isFault(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cause === "server.5xx") return true;
  const asMissing = isLikeMissingDeployment(cell.observation, facts.around(cell));
  return verdict === "server-fault" && cause !== "server.gateway" && !asMissing;
}

function draftServerDefect(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const sibling = findSibling(first, facts);
  if (sibling === null) return null;
  const attempts = formatAttempts(first);
  const tries = listAttempts(first);
  const isConfirmed = isLasting(tries);
  return {
    severity: isConfirmed || cells.length > 1 ? "high" : "medium",
    title: fillTitle([title.attempts, title.short], { carrier: describeCarrier(first), attempts }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, isAnsweredProperly),
    component: first.verdict.stage.failedAt === "mint" ? "session-mint" : "model-serving",
    facts: {
      status: first.observation.status,
      attempts,
      answer: formatAnswer(first),
      answeredProperly: sibling.id,
      siblingAnswer: formatAnswer(sibling),
      path: first.observation.path,
    },
    explanation: joinSentences(
      fill(explanation.answer, { path: formatRoute(getRoute(first)), answer: formatAnswer(first), attempts }),
      explainSibling(sibling, first),
      first.verdict.cause === "server.5xx" ? explanation.status : explanation.own,
      isConfirmed ? null : tries.length > 1 ? explanation.short : explanation.once,
    ),
    remedy: remedy.report,
    ask: ask.find,
  };
}

/** The status, the event or the close that reported the fault. */
function describeCarrier({ observation }: CellFacts): string {
  const answer = observation.last?.answer ?? null;
  if (answer === null) return String(observation.status);
  return answer.carrier.kind === "event" ? `event ${formatCarrier(answer)}` : formatCarrier(answer);
}

/** Another cell of the target with a proper response. The same probe is preferred, then the same path, then a control. */
function findSibling(cell: CellFacts, facts: Facts): CellFacts | null {
  const known = getSiblings(facts);
  const siblings = known.get(cell.target.name) ?? indexSiblings(cell.target.name, facts);
  known.set(cell.target.name, siblings);
  const key = getRouteKey(cell);
  return siblings.byProbe.get(cell.probe.id) ?? siblings.byRoute.get(key) ?? siblings.controls.get(key) ?? null;
}

/** The first cell of a target with a proper response: by probe, by route, and by route among the controls. */
type Siblings = Record<"byProbe" | "byRoute" | "controls", ReadonlyMap<string, CellFacts>>;

const getSiblings = oncePer((_facts: Facts) => new Map<string, Siblings>());

function indexSiblings(target: string, facts: Facts): Siblings {
  const routes = (cell: CellFacts) => listRoutes(cell).map(formatRouteKey);
  const ordinary = facts.cellsOf(target).filter(isAnsweredProperly);
  return {
    byProbe: indexFirst(ordinary, ({ probe }) => [probe.id]),
    byRoute: indexFirst(ordinary, routes),
    controls: indexFirst(facts.controlsOf(target).filter(isAnsweredProperly), routes),
  };
}

function indexFirst(cells: CellFacts[], keysOf: (cell: CellFacts) => string[]): Map<string, CellFacts> {
  const first = new Map<string, CellFacts>();
  for (const cell of cells) for (const key of keysOf(cell)) if (!first.has(key)) first.set(key, cell);
  return first;
}

function explainSibling(sibling: CellFacts, cell: CellFacts): string {
  const isControl = sibling.observation.cell.control !== null;
  const isSameProbe = sibling.probe.id === cell.probe.id;
  const other = isSameProbe ? explanation.sameRequest : explanation.sameForm;
  return fill(isControl ? explanation.control : other, { cell: sibling.id });
}

/** Whether the service evaluated the request, without an access, limit or server error. */
function isAnsweredProperly({ observation, verdict }: CellFacts): boolean {
  return (
    observation.attributedBy.length > 0 &&
    ["supported", "partial", "unsupported", "not-deployed", "rejected-request"].includes(verdict.verdict)
  );
}
