import { stageIndex } from "../../model/stage.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle } from "../text.ts";
import { TEXT } from "./quota-exhausted-in-session.text.ts";

const { title, explanation, remedy } = TEXT;

/** The session opened and reached a limit. An event reports the limit, not a status. */
export const quotaExhaustedInSession: FindingRule = {
  code: "quota-exhausted-in-session",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isExhausted), keyByDeployment, (cells) => draftQuotaExhausted(cells, facts)),
};

function draftQuotaExhausted(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  const { reached } = first.verdict.stage;
  return {
    severity: "medium",
    title: fillTitle([title.exhausted], { deployment: deployment ?? "" }),
    deployment,
    cells,
    pair: findNearest(first, facts),
    component: "quota",
    facts: { answer: formatAnswer(first), reached, cause: first.verdict.cause, probes: listProbes(cells) },
    explanation: fill(explanation.exhausted, { stage: reached ?? "", answer: formatAnswer(first) }),
    remedy: remedy.raise,
  };
}

function isExhausted(cell: CellFacts): boolean {
  const { verdict, stage } = cell.verdict;
  return (
    verdict === "throttled" &&
    cell.observation.last?.answer?.carrier.kind === "event" &&
    stageIndex(stage.reached) >= stageIndex("upgrade")
  );
}
