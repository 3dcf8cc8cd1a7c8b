import { valueAt } from "../../model/dotted.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import {
  formatRoute,
  formatRouteKey,
  formatShortRoute,
  getDecidingStep,
  getRoute,
  getRouteKey,
  getRouteOfStep,
  keyByRoute,
} from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./session-type-unknown.text.ts";

const { title, explanation, remedy } = TEXT;

/** The service does not know the requested session type (FR-010, FR-016). */
export const sessionTypeUnknown: FindingRule = {
  code: "session-type-unknown",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(isUnknown),
      (cell) => `${keyByRoute(cell)}\n${getRequestedType(cell)}`,
      (cells) => draftSessionTypeUnknown(cells, facts),
    ),
};

/** The service says so in a recorded wording, or names the type as the wrong parameter. */
function isUnknown(cell: CellFacts): boolean {
  const { cause, verdict, stage } = cell.verdict;
  if (cause === "request.session-type-unknown") return true;
  const param = cell.observation.last?.answer?.param ?? null;
  return (
    verdict === "rejected-request" &&
    stage.failedAt === "mint" &&
    param === "session.type" &&
    getRequestedType(cell) !== null
  );
}

/** The session type in the body of the request, or null if absent. */
function getRequestedType(cell: CellFacts): string | null {
  const type = valueAt(getDecidingStep(cell)?.json ?? null, "session.type");
  return typeof type === "string" ? type : null;
}

function draftSessionTypeUnknown(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const type = getRequestedType(first);
  const route = getRoute(first);
  const path = formatShortRoute(route);
  const key = getRouteKey(first);
  const isExpected = cells.every(({ probe }) => probe.role === "none");
  const issued = facts.cellsOf(first.target.name).filter((cell) => cell.observation.minted && getMintKey(cell) === key);
  const types = [...new Set(issued.flatMap((cell) => getMintedType(cell) ?? []))];
  return {
    severity: isExpected ? "information" : "low",
    title:
      type === null
        ? fillTitle([title.missing, title.missingShort], { path })
        : fillTitle([title.unknown, title.unknownShort], { path, type }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "session-mint",
    facts: {
      answer: formatAnswer(first),
      path: first.observation.path,
      type,
      probes: listProbes(cells),
      typesMinted: types,
    },
    explanation: joinSentences(
      fill(explanation.answer, { path: formatRoute(route), answer: formatAnswer(first) }),
      type === null ? explanation.missing : fill(explanation.unknown, { type }),
      types.length === 0 ? null : fill(explanation.issued, { types: formatList(types, types.length) }),
    ),
    remedy: type === "translation" ? remedy.translation : remedy.other,
  };
}

function getMintKey(cell: CellFacts): string | null {
  const mint = cell.probe.steps.find((step) => step.stage === "mint");
  return mint === undefined ? null : formatRouteKey(getRouteOfStep(mint, cell));
}

function getMintedType(cell: CellFacts): string | null {
  const type = valueAt(cell.probe.steps.find((step) => step.stage === "mint")?.json ?? null, "session.type");
  return typeof type === "string" ? type : null;
}
