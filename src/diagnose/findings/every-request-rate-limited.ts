import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { findOnlyDeployment, formatCount, formatList, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isAttempted } from "../outage.ts";
import { getDecidingRequest, isRefusedAtRequest } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./every-request-rate-limited.text.ts";

const { title, explanation, remedy } = TEXT;

/** Fewer cells may be limited by chance. */
const FEWEST = 3;

/** A limit stopped every request to a target, to some of its deployments, or over one transport. */
export const everyRequestRateLimited: FindingRule = {
  code: "every-request-rate-limited",
  text: TEXT,
  supersedes: ["handshake-rate-limited", "rate-limited"],
  find: (facts) => facts.targets.flatMap(({ name }) => draftsOfTarget(name, facts)),
};

function draftsOfTarget(target: string, facts: Facts): Draft[] {
  const attempted = facts.cellsOf(target).filter(isAttempted);
  if (isLimitedForAll(attempted)) {
    return [draft(attempted, fillTitle([title.target, title.oneTarget], { target }), facts)];
  }
  const deployments = listDeployments(attempted).filter((name) =>
    isLimitedForAll(facts.cellsOfDeployment(target, name).filter(isAttempted)),
  );
  const ofDeployments = attempted.filter(({ observation: { cell } }) => deployments.includes(cell.deployment ?? ""));
  const others = attempted.filter((cell) => !ofDeployments.includes(cell));
  const http = others.filter((cell) => !isHandshake(cell));
  const handshakes = others.filter(isHandshake);
  const names = { deployments: formatList(deployments, 2), count: formatCount(deployments.length, "deployment") };
  return [
    ...(hasCells(ofDeployments)
      ? [draft(ofDeployments, fillTitle([title.deployments, title.someDeployments], names), facts)]
      : []),
    ...(isLimited(http) ? [draft(http, fillTitle([title.http, title.oneHttp], { target }), facts)] : []),
    // Several deployments that are limited at the handshake only are the limit of new connections.
    ...(isLimited(handshakes) && listDeployments(handshakes).length === 1
      ? [draft(handshakes, fillTitle([title.websocket, title.oneWebsocket], { target }), facts)]
      : []),
  ];
}

/** Handshakes alone may be stopped by the limit of new connections, which has a finding of its own. */
function isLimitedForAll(cells: readonly CellFacts[]): cells is Group {
  return isLimited(cells) && !cells.every(isHandshake);
}

function isLimited(cells: readonly CellFacts[]): cells is Group {
  return cells.length >= FEWEST && cells.every(isRateLimited);
}

function hasCells(cells: readonly CellFacts[]): cells is Group {
  return cells.length > 0;
}

function isRateLimited(cell: CellFacts): boolean {
  const isOfService = cell.observation.attributedBy.length > 0;
  return isOfService && cell.verdict.verdict === "throttled" && isRefusedAtRequest(cell);
}

function isHandshake(cell: CellFacts): boolean {
  return getDecidingRequest(cell)?.websocket !== undefined;
}

function draft(cells: Group, heading: string, facts: Facts): Draft {
  // An example with a time to retry says more.
  const first = cells.find(({ observation }) => observation.retryAfter !== null) ?? cells[0];
  const { retryAfter } = first.observation;
  const target = first.target.name;
  const waited = cells.filter(({ observation }) => observation.attempts.length > 1);
  return {
    severity: "medium",
    title: heading,
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: "quota",
    facts: {
      answer: formatAnswer(first),
      cause: first.verdict.cause,
      retryAfter,
      cells: cells.length,
      waited: waited.length,
      deployments: listDeployments(cells),
      probes: listProbes(cells),
    },
    explanation: joinSentences(
      fill(explanation.answer, { cells: formatCount(cells.length, "cell"), answer: formatAnswer(first) }),
      waited.length === 0
        ? explanation.notWaited
        : fill(explanation.waited, { cells: formatCount(waited.length, "cell") }),
      retryAfter === null ? explanation.noRetryAfter : fill(explanation.retryAfter, { retryAfter }),
      explanation.limit,
    ),
    remedy: fill(remedy.retry, { target }),
  };
}
