import type { Finding } from "../model/finding.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";
import { outageIn, outageOfTarget, spanInWords, spanOf, wasAttempted } from "./outage.ts";

/** Connections are accepted, and no request is answered: something listens, and nothing is known of the service. */
export const endpointSilent: Diagnosis = {
  code: "endpoint-silent",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => outageIn(cell) !== null),
      perTarget,
      (cells) => (outageOfTarget(cells[0].target.name, facts) === "silent" ? findingOf(cells, facts) : null),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const { name, endpoint } = cells[0].target;
  const { host } = new URL(endpoint);
  const own = facts.all.filter((cell) => cell.target.name === name);
  const attempted = own.filter(wasAttempted);
  const notAttempted = own.filter(({ observation }) => observation.notAttempted !== null).length;
  const span = spanOf(attempted);
  const requests = attempted.reduce((sum, { observation }) => sum + observation.attempts.length, 0);
  return {
    code: "endpoint-silent",
    severity: "high",
    title: "The endpoint accepts connections and never answers",
    target: name,
    deployment: null,
    cells: idsOf(cells),
    pair: null,
    component: "unknown",
    facts: {
      host,
      requests,
      attempted: attempted.length,
      notAttempted,
      from: span === null ? null : new Date(span.from).toISOString(),
      to: span === null ? null : new Date(span.to).toISOString(),
    },
    explanation: `The host ${host} accepted the connections of ${counted(requests, "request")} and sent no response before the deadline${span === null ? "" : `, ${spanInWords(span)}`}.${notAttempted === 0 ? "" : ` The other ${counted(notAttempted, "cell")} were not attempted.`} Nothing is known of any deployment or path.`,
    remedy:
      "Check the gateway, load balancer or firewall in front of the endpoint: it accepts connections that it does not forward. If the endpoint is only slow, run again with a longer --timeout.",
    ask: null,
  };
}
