import { findAcceptedOwnShape, getSocketShape, isShapeMismatch, listForeignMarks } from "../event-shape.ts";
import { type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, formatShortRoute, getRoute, keyByRoute } from "../route.ts";
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
      facts.cells.filter((cell) => isShapeMismatch(cell, facts)),
      (cell) => `${keyByRoute(cell)}\n${listForeignMarks(cell).length > 0}`,
      (cells) => draftShapeMismatch(cells, facts),
    ),
};

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
