import { type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, getRoute, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./session-failed-unprompted.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The service reported an error on a socket on which the client had sent nothing. */
export const sessionFailedUnprompted: FindingRule = {
  code: "session-failed-unprompted",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(({ verdict }) => verdict.cause === "session.unprompted-error"),
      keyByRoute,
      (cells) => draftSessionFailedUnprompted(cells, facts),
    ),
};

function draftSessionFailedUnprompted(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const { close } = first.observation;
  return {
    severity: "medium",
    title: title.error,
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "session",
    facts: { answer: formatAnswer(first), close, probes: listProbes(cells) },
    explanation: joinSentences(
      fill(explanation.answer, { path: formatRoute(getRoute(first)), answer: formatAnswer(first) }),
      explanation.unprompted,
      describeClose(close),
    ),
    remedy: remedy.selection,
    ask: ask.session,
  };
}

function describeClose(close: Group[0]["observation"]["close"]): string | null {
  if (close === null || close.by !== "peer" || close.code === null) return null;
  const { code, reason } = close;
  return reason === "" ? fill(explanation.closed, { code }) : fill(explanation.closedFor, { code, reason });
}
