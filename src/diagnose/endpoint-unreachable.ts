import { CAUSES } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";
import { outageIn, outageOfTarget, spanInWords, spanOf, wasAttempted } from "./outage.ts";

/** No request reached the target: what was refused below HTTP says nothing of any deployment. */
export const endpointUnreachable: Diagnosis = {
  code: "endpoint-unreachable",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => outageIn(cell) === "unreachable"),
      perTarget,
      (cells) => (outageOfTarget(cells[0].target.name, facts) === "unreachable" ? findingOf(cells, facts) : null),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const { name } = cells[0].target;
  const controls = facts.controlsOf(name);
  const attempted = cells.filter(wasAttempted);
  const first = attempted[0] ?? controls.find((cell) => outageIn(cell) === "unreachable");
  if (first === undefined) return null;
  const { host } = new URL(first.target.endpoint);
  const { cause } = first.verdict;
  const { why } = CAUSES[cause];
  const span = spanOf([...cells, ...controls]);
  return {
    code: "endpoint-unreachable",
    severity: "high",
    title: `${host} could not be reached: ${why}`,
    target: name,
    deployment: null,
    cells: idsOf(cells),
    pair: null,
    component: "customer-network",
    facts: {
      host,
      cause,
      attempted: attempted.length,
      notAttempted: cells.length - attempted.length,
      from: span === null ? null : new Date(span.from).toISOString(),
      to: span === null ? null : new Date(span.to).toISOString(),
    },
    explanation: `No request came as far as an answer: ${why} (${cause}). It was tried ${span === null ? "once" : spanInWords(span)}. ${counted(cells.length, "cell")} rest on it, and nothing is known of any deployment or path.`,
    remedy: remedyFor(cause),
    ask: null,
  };
}

function remedyFor(cause: string): string {
  if (cause.startsWith("dns."))
    return "Check the resource's name in the endpoint, and which resolver this machine asks.";
  if (cause === "tls.cert.wrong-host")
    return "Ask the resource by its own name: a private endpoint resolves that name too, and has no certificate for another.";
  if (cause === "tls.cert.expired" || cause === "tls.cert.not-yet-valid")
    return "Compare this machine's clock with the certificate's dates, and check who answers on this address.";
  if (cause.startsWith("tls."))
    return "Check who answers on this address: a proxy that inspects TLS needs its CA in NODE_EXTRA_CA_CERTS.";
  if (cause.startsWith("proxy.")) return "Check HTTPS_PROXY and NO_PROXY, and the proxy's own log.";
  if (cause === "tcp.prohibited")
    return "Allow connections to this host in the firewall of this machine, its container or its network.";
  return "Check the endpoint, and whether a firewall or a private endpoint stands in between.";
}
