import type { Facts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget } from "../group.ts";
import { formatSpan, getOutage, getOutageOfTarget, getSpan, isAttempted } from "../outage.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./endpoint-silent.text.ts";

const { title, explanation, remedy } = TEXT;

/** The host accepts connections, and no request gets a response. */
export const endpointSilent: FindingRule = {
  code: "endpoint-silent",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => getOutage(cell) !== null),
      keyByTarget,
      (cells) =>
        getOutageOfTarget(cells[0].target.name, facts) === "silent" ? draftEndpointSilent(cells, facts) : null,
    ),
};

function draftEndpointSilent(cells: Group, facts: Facts): Draft {
  const { name, endpoint } = cells[0].target;
  const { host } = new URL(endpoint);
  const own = facts.all.filter((cell) => cell.target.name === name);
  const attempted = own.filter(isAttempted);
  const notAttempted = own.filter(({ observation }) => observation.notAttempted !== null).length;
  const span = getSpan(attempted);
  const requests = attempted.reduce((sum, { observation }) => sum + observation.attempts.length, 0);
  const slots = { host, requests: formatCount(requests, "request") };
  return {
    severity: "high",
    title: title.silent,
    cells,
    component: "unknown",
    facts: {
      host,
      requests,
      attempted: attempted.length,
      notAttempted,
      from: span === null ? null : new Date(span.from).toISOString(),
      to: span === null ? null : new Date(span.to).toISOString(),
    },
    explanation: joinSentences(
      span === null
        ? fill(explanation.withoutSpan, slots)
        : fill(explanation.withSpan, { ...slots, span: formatSpan(span) }),
      notAttempted === 0 ? null : fill(explanation.skipped, { cells: formatCount(notAttempted, "cell") }),
      explanation.nothingKnown,
    ),
    remedy: remedy.check,
  };
}
