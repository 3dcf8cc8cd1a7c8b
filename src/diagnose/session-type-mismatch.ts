import { valueAt } from "../model/dotted.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { findingPer, type Group, idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import {
  decidingRequest,
  decidingStep,
  gotPast,
  routeInWords,
  routeKeyOf,
  routeOf,
  selectorsOf,
  stepsTaken,
} from "./route.ts";

type SessionType = "realtime" | "transcription";

/** An update of one session type on a connection of another (FR-002, FR-102). */
export const sessionTypeMismatch: Diagnosis = {
  code: "session-type-mismatch",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isMismatch(cell, facts)),
      (cell) => `${perDeployment(cell)}\n${typeOfSocket(cell)}`,
      (cells) => findingOf(cells, facts),
    ),
};

/** Said by the service, or shown: another type was sent than the socket's, and the socket's own type is accepted there. */
function isMismatch(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cause === "request.session-type-mismatch") return true;
  const unexplained = cause === "request.refused" || cause === "inconclusive.unrecognised";
  if (!unexplained || verdict === "skipped" || cell.observation.last?.answer?.carrier.kind !== "event") return false;
  const [opened, sent] = [typeOfSocket(cell), typeSent(cell)];
  return (
    opened !== null &&
    sent !== null &&
    opened !== sent &&
    facts.cellsBeside(cell).some((other) => acceptsOwnType(other, cell))
  );
}

/** The type of session that a GA socket was opened for: the query fixes it. */
function typeOfSocket(cell: CellFacts): SessionType | null {
  const request = decidingRequest(cell);
  if (request?.websocket !== "/openai/v1/realtime") return null;
  const [selector, ...more] = selectorsOf(request);
  if (selector === undefined || more.length > 0) return null;
  return selector === "intent" ? "transcription" : "realtime";
}

function typeSent(cell: CellFacts): SessionType | null {
  const type = valueAt(decidingStep(cell)?.send ?? null, "session.type");
  return type === "realtime" || type === "transcription" ? type : null;
}

/** Whether a cell of the same deployment and socket had its update of the socket's own type accepted. */
function acceptsOwnType(other: CellFacts, cell: CellFacts): boolean {
  if (other.target.name !== cell.target.name || !gotPast(other, routeKeyOf(cell))) return false;
  if (other.observation.cell.deployment !== cell.observation.cell.deployment) return false;
  if (typeOfSocket(other) !== typeOfSocket(cell)) return false;
  const steps = stepsTaken(other);
  const passed = other.observation.last?.completed === true ? steps : steps.slice(0, -1);
  return passed.some(({ send }) => valueAt(send ?? null, "session.type") === typeOfSocket(cell));
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const { target, deployment } = first.observation.cell;
  const opened = typeOfSocket(first);
  const sent = typeSent(first);
  const asked = cells.every(({ probe }) => probe.role === "none");
  return {
    code: "session-type-mismatch",
    severity: asked ? "information" : "medium",
    title: "The session's type is fixed when the socket opens; an update of another type is refused",
    target,
    deployment,
    cells: idsOf(cells),
    pair: nearest(first, facts, (other) => acceptsOwnType(other, first)),
    component: "customer-request",
    facts: {
      answer: answerInWords(first),
      path: first.observation.path,
      opened,
      sent,
      probes: probesOf(cells),
      onRecord: first.verdict.cause === "request.session-type-mismatch",
    },
    explanation: `${routeInWords(routeOf(first))} was opened ${opened === "transcription" ? "with intent=transcription" : "with a model"}, which makes a session of type ${opened ?? "its own"}; the update was of ${sent === null ? "another type" : `type ${sent}`}, and the service answered ${answerInWords(first)}.`,
    remedy:
      opened === "transcription"
        ? "Send type transcription on this socket, or open it with model= for a conversation."
        : "Open the socket with ?intent=transcription and no model=, or keep type realtime and set audio.input.transcription.model.",
    ask: null,
  };
}
