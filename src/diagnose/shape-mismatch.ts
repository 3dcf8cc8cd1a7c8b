import type { Finding } from "../model/finding.ts";
import { foreignMarks, marksOfShape, shapeOfSocket } from "./event-shape.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { decidingStep, perRoute, routeInWords, routeKeyOf, routeOf, stepsTaken } from "./route.ts";

/** GA-shaped events on a preview socket, or the reverse (FR-032, FR-034, FR-083). */
export const shapeMismatch: Diagnosis = {
  code: "shape-mismatch",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isMismatch(cell, facts)),
      (cell) => `${perRoute(cell)}\n${foreignMarks(cell).length > 0}`,
      (cells) => findingOf(cells, facts),
    ),
};

function isMismatch(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (shapeOfSocket(cell) === null) return false;
  if (cause === "request.shape") return true;
  const refused = verdict === "rejected-request" || cause === "inconclusive.unrecognised";
  if (!refused || cause === "request.session-type-mismatch") return false;
  return namesForeignMark(cell) || (foreignMarks(cell).length > 0 && ownShapeAccepted(cell, facts) !== null);
}

/** The refusal names, as its parameter, something that belongs to the other shape. */
function namesForeignMark(cell: CellFacts): boolean {
  const param = cell.observation.last?.answer?.param ?? null;
  return param !== null && foreignMarks(cell).some((mark) => param === mark || param.startsWith(`${mark}.`));
}

/** A cell of the same deployment on the same socket whose event of the socket's own shape was accepted at that stage. */
function ownShapeAccepted(cell: CellFacts, facts: Facts): CellFacts | null {
  const shape = shapeOfSocket(cell);
  const stage = decidingStep(cell)?.stage;
  const key = routeKeyOf(cell);
  const found = facts.cellsBeside(cell).find((other) => {
    if (routeKeyOf(other) !== key || shape === null) return false;
    const steps = stepsTaken(other);
    const passed = other.observation.last?.completed === true ? steps : steps.slice(0, -1);
    return passed.some(
      (step) => step.stage === stage && step.send !== undefined && marksOfShape(step, shape).length > 0,
    );
  });
  return found ?? null;
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const marks = foreignMarks(first);
  const path = routeInWords(routeOf(first));
  const shape = shapeOfSocket(first) === "ga" ? "GA" : "preview";
  const other = shape === "GA" ? "preview" : "GA";
  const accepted = ownShapeAccepted(first, facts);
  const ours = marks.length > 0;
  return {
    code: "shape-mismatch",
    severity: cells.every(({ probe }) => probe.role === "none") ? "information" : "medium",
    title: ours
      ? `${other}-shaped events on a ${shape} socket are refused`
      : `${path} refuses its own documented shape`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts, accepted === null ? undefined : [accepted]),
    component: ours ? "customer-request" : "documentation",
    facts: {
      path,
      answer: answerInWords(first),
      foreign: marks,
      probes: probesOf(cells),
      acceptedInOwnShape: accepted?.id ?? null,
    },
    explanation: ours
      ? `The event has ${listed(marks)}, of the ${other} shape of the protocol; ${path} speaks the ${shape} one, and the service answers ${answerInWords(first)}.`
      : `What was sent has the ${shape} shape that is documented for ${path}, and the service answers ${answerInWords(first)}: the socket may be served by the other generation of the protocol.`,
    remedy: ours
      ? `Send the ${shape} shape here, or open the ${other} path; a client library has one switch for both and must not mix them.`
      : "Try the shape of the other generation on this path, and report the request ids.",
    ask: ours ? null : "Say which shape this path takes, or correct its documentation.",
  };
}
