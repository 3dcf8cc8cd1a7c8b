import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, keyByTarget, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./request-not-sent.text.ts";

const { title, explanation, remedy } = TEXT;

/** A request was not sent because its values would change its path or host, or cannot be sent. */
export const requestNotSent: FindingRule = {
  code: "request-not-sent",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(isUnsafe),
      (cell) => `${keyByTarget(cell)}\n${cell.probe.id}`,
      (cells) => draftRequestNotSent(cells, facts),
    ),
};

function isUnsafe({ verdict }: CellFacts): boolean {
  return verdict.cause === "local.unsafe-request";
}

function draftRequestNotSent(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const reason = formatAnswer(first);
  return {
    severity: "medium",
    title: fillTitle([title.probe, title.short], { probe: first.probe.id }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "customer-request",
    facts: { reason, probes: listProbes(cells) },
    explanation: joinSentences(fill(explanation.reason, { reason }), explanation.nothingKnown),
    remedy: remedy.correct,
  };
}
