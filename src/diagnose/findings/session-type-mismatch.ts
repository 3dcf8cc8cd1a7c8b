import { valueAt } from "../../model/dotted.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import {
  formatRoute,
  getDecidingRequest,
  getDecidingStep,
  getRoute,
  getRouteKey,
  hasPassedRoute,
  listSelectors,
  listStepsTaken,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./session-type-mismatch.text.ts";

const { title, explanation, remedy } = TEXT;

type SessionType = "realtime" | "transcription";

/** An update of one session type on a socket of another (FR-002, FR-102). */
export const sessionTypeMismatch: FindingRule = {
  code: "session-type-mismatch",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isMismatch(cell, facts)),
      (cell) => `${keyByDeployment(cell)}\n${getSocketType(cell)}`,
      (cells) => draftSessionTypeMismatch(cells, facts),
    ),
};

/** The service says so, or the update has another type than the socket, and the socket accepts its own type. */
function isMismatch(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cause === "request.session-type-mismatch") return true;
  const unexplained = cause === "request.refused" || cause === "inconclusive.unrecognised";
  if (!unexplained || verdict === "skipped" || cell.observation.last?.answer?.carrier.kind !== "event") return false;
  const [opened, sent] = [getSocketType(cell), getSentType(cell)];
  return (
    opened !== null &&
    sent !== null &&
    opened !== sent &&
    facts.cellsOfSameDeployment(cell).some((other) => isOwnTypeAccepted(other, cell))
  );
}

/** The session type of a GA socket, which the query of its URL fixes. */
function getSocketType(cell: CellFacts): SessionType | null {
  const request = getDecidingRequest(cell);
  if (request?.websocket !== "/openai/v1/realtime") return null;
  const [selector, ...more] = listSelectors(request);
  if (selector === undefined || more.length > 0) return null;
  return selector === "intent" ? "transcription" : "realtime";
}

function getSentType(cell: CellFacts): SessionType | null {
  const type = valueAt(getDecidingStep(cell)?.send ?? null, "session.type");
  return type === "realtime" || type === "transcription" ? type : null;
}

/** Whether a cell of the same deployment and socket had its update of the socket's own type accepted. */
function isOwnTypeAccepted(other: CellFacts, cell: CellFacts): boolean {
  if (other.target.name !== cell.target.name || !hasPassedRoute(other, getRouteKey(cell))) return false;
  if (other.observation.cell.deployment !== cell.observation.cell.deployment) return false;
  if (getSocketType(other) !== getSocketType(cell)) return false;
  const steps = listStepsTaken(other);
  const passed = other.observation.last?.completed === true ? steps : steps.slice(0, -1);
  return passed.some(({ send }) => valueAt(send ?? null, "session.type") === getSocketType(cell));
}

function draftSessionTypeMismatch(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  const opened = getSocketType(first);
  const sent = getSentType(first);
  const isExpected = cells.every(({ probe }) => probe.role === "none");
  const answer = formatAnswer(first);
  return {
    severity: isExpected ? "information" : "medium",
    title: title.change,
    deployment,
    cells,
    pair: findNearest(first, facts, (other) => isOwnTypeAccepted(other, first)),
    component: "customer-request",
    facts: {
      answer,
      path: first.observation.path,
      opened,
      sent,
      probes: listProbes(cells),
      onRecord: first.verdict.cause === "request.session-type-mismatch",
    },
    explanation: joinSentences(
      fill(explanation[opened ?? "otherSocket"], { path: formatRoute(getRoute(first)) }),
      sent === null ? fill(explanation.otherSent, { answer }) : fill(explanation.sent, { sent, answer }),
    ),
    remedy: opened === "transcription" ? remedy.transcription : remedy.realtime,
  };
}
