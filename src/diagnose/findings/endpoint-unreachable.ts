import { CAUSES } from "../../model/cause.ts";
import type { Facts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget } from "../group.ts";
import { formatSpan, getOutage, getOutageOfTarget, getSpan, isAttempted } from "../outage.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./endpoint-unreachable.text.ts";

const { title, explanation, remedy } = TEXT;

/** No request reached the target. A failure below HTTP says nothing about any deployment. */
export const endpointUnreachable: FindingRule = {
  code: "endpoint-unreachable",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => getOutage(cell) === "unreachable" && !superseded.has(cell)),
      keyByTarget,
      (cells) =>
        getOutageOfTarget(cells[0].target.name, facts) === "unreachable"
          ? draftEndpointUnreachable(cells, facts)
          : null,
    ),
};

function draftEndpointUnreachable(cells: Group, facts: Facts): Draft | null {
  const { name } = cells[0].target;
  const controls = facts.controlsOf(name);
  const attempted = cells.filter(isAttempted);
  const first = attempted[0] ?? controls.find((cell) => getOutage(cell) === "unreachable");
  if (first === undefined) return null;
  const { host } = new URL(first.target.endpoint);
  const { cause } = first.verdict;
  const reason = CAUSES[cause].why;
  const span = getSpan([...cells, ...controls]);
  return {
    // Not every kind of resource has every host name.
    severity: first.target.aliasOf === undefined ? "high" : "information",
    title: fillTitle([title.host, title.endpoint, title.short], { host, reason, cause }),
    cells,
    component: "customer-network",
    facts: {
      host,
      cause,
      attempted: attempted.length,
      notAttempted: cells.length - attempted.length,
      from: span === null ? null : new Date(span.from).toISOString(),
      to: span === null ? null : new Date(span.to).toISOString(),
    },
    explanation: joinSentences(
      fill(explanation.reason, { reason, cause }),
      span === null ? null : fill(explanation.span, { span: formatSpan(span) }),
      fill(explanation.conclusion, { cells: formatCount(cells.length, "cell") }),
    ),
    remedy: chooseRemedy(cause),
  };
}

function chooseRemedy(cause: string): string {
  if (cause.startsWith("dns.")) return remedy.dns;
  if (cause === "tls.cert.wrong-host") return remedy.certificateHost;
  if (cause === "tls.cert.expired" || cause === "tls.cert.not-yet-valid") return remedy.certificateDate;
  if (cause.startsWith("tls.")) return remedy.tls;
  return cause === "tcp.prohibited" ? remedy.firewall : remedy.other;
}
