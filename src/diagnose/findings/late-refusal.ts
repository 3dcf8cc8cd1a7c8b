import { stageIndex } from "../../model/stage.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isOwnRole } from "../purpose.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./late-refusal.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The service accepted the connection, the session and its configuration, and refused the result. */
export const lateRefusal: FindingRule = {
  code: "late-refusal",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isLate), keyByDeployment, (cells) => draftLateRefusal(cells, facts)),
};

function draftLateRefusal(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  return {
    // Combinations outside the deployment's role are refused late too, but no user relies on them.
    severity: cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title: fillTitle([title.late, title.short], { deployment: deployment ?? "" }),
    deployment,
    cells,
    pair: findNearest(first, facts),
    component: "session",
    facts: { reached: first.verdict.stage.reached, answer: formatAnswer(first), probes: listProbes(cells) },
    explanation: joinSentences(fill(explanation.late, { answer: formatAnswer(first) }), explanation.noProof),
    remedy: remedy.judge,
    ask: ask.earlier,
  };
}

function isLate(cell: CellFacts): boolean {
  const { verdict, stage } = cell.verdict;
  const refused = verdict === "unsupported" || verdict === "not-deployed";
  const accepted = stageIndex(stage.reached) >= stageIndex("configure");
  return refused && accepted && cell.observation.last?.answer?.carrier.kind === "event" && stage.failedAt === "result";
}
