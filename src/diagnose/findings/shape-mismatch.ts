import { getSocketShape, listForeignMarks, listMarksOfShape } from "../event-shape.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import {
  formatRoute,
  formatShortRoute,
  getDecidingStep,
  getRoute,
  getRouteKey,
  keyByRoute,
  listStepsTaken,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./shape-mismatch.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** GA-shaped events on a preview socket, or the reverse (FR-032, FR-034, FR-083). */
export const shapeMismatch: FindingRule = {
  code: "shape-mismatch",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isMismatch(cell, facts)),
      (cell) => `${keyByRoute(cell)}\n${listForeignMarks(cell).length > 0}`,
      (cells) => draftShapeMismatch(cells, facts),
    ),
};

function isMismatch(cell: CellFacts, facts: Facts): boolean {
  const { verdict, cause } = cell.verdict;
  if (getSocketShape(cell) === null) return false;
  if (cause === "request.shape") return true;
  const refused = verdict === "rejected-request" || cause === "inconclusive.unrecognised";
  if (!refused || cause === "request.session-type-mismatch") return false;
  return hasForeignParameter(cell) || (listForeignMarks(cell).length > 0 && findAcceptedOwnShape(cell, facts) !== null);
}

/** Whether the error names a parameter of the other shape. */
function hasForeignParameter(cell: CellFacts): boolean {
  const param = cell.observation.last?.answer?.param ?? null;
  return param !== null && listForeignMarks(cell).some((mark) => param === mark || param.startsWith(`${mark}.`));
}

/** A cell of the same deployment and socket with an accepted event of the socket's own shape at the same stage. */
function findAcceptedOwnShape(cell: CellFacts, facts: Facts): CellFacts | null {
  const shape = getSocketShape(cell);
  const stage = getDecidingStep(cell)?.stage;
  const key = getRouteKey(cell);
  const found = facts.cellsOfSameDeployment(cell).find((other) => {
    if (getRouteKey(other) !== key || shape === null) return false;
    const steps = listStepsTaken(other);
    const passed = other.observation.last?.completed === true ? steps : steps.slice(0, -1);
    return passed.some(
      (step) => step.stage === stage && step.send !== undefined && listMarksOfShape(step, shape).length > 0,
    );
  });
  return found ?? null;
}

function draftShapeMismatch(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const marks = listForeignMarks(first);
  const path = formatRoute(getRoute(first));
  const shape = getSocketShape(first) === "ga" ? "GA" : "preview";
  const other = shape === "GA" ? "preview" : "GA";
  const accepted = findAcceptedOwnShape(first, facts);
  const answer = formatAnswer(first);
  const isClient = marks.length > 0;
  return {
    severity: cells.every(({ probe }) => probe.role === "none") ? "information" : "medium",
    title: isClient
      ? fillTitle([title.client], { other, shape })
      : fillTitle([title.service, title.serviceShort], { path: formatShortRoute(getRoute(first)) }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, accepted === null ? undefined : [accepted]),
    component: isClient ? "customer-request" : "documentation",
    facts: {
      path,
      answer,
      foreign: marks,
      probes: listProbes(cells),
      acceptedInOwnShape: accepted?.id ?? null,
    },
    explanation: isClient
      ? joinSentences(
          fill(explanation.marks, { marks: formatList(marks), other }),
          fill(explanation.client, { path, shape, answer }),
        )
      : fill(explanation.service, { shape, path, answer }),
    remedy: isClient ? fill(remedy.client, { shape, other }) : remedy.service,
    ask: isClient ? null : ask.service,
  };
}
