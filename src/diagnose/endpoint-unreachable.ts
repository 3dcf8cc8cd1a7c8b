import { CAUSES } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import type { CellFacts, Diagnosis, Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";

/** A connection that was made and then lost is not among them: something answered. */
const BELOW_HTTP = /^(dns|tls|proxy)\.|^tcp\.(refused|timeout|unreachable|reset\.connect)$/;

/** No request reached the target: what was refused below HTTP says nothing of any deployment. */
export const endpointUnreachable: Diagnosis = {
  code: "endpoint-unreachable",
  diagnose: (facts) =>
    findingPer(facts.cells.filter(isUnreachable), perTarget, (cells) =>
      facts.allOf(cells[0].target.name).every(isSilent) ? findingOf(cells, facts) : null,
    ),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const attempted = cells.filter(({ observation }) => observation.notAttempted === null);
  const first = attempted[0] ?? facts.controlsOf(cells[0].target.name).find(isUnreachable);
  if (first === undefined) return null;
  const { host } = new URL(first.target.endpoint);
  const { why } = CAUSES[first.verdict.cause];
  return {
    code: "endpoint-unreachable",
    severity: "high",
    title: `${host} could not be reached: ${why}`,
    target: first.target.name,
    deployment: null,
    cells: idsOf(cells),
    pair: null,
    component: "customer-network",
    facts: {
      host,
      cause: first.verdict.cause,
      attempted: attempted.length,
      notAttempted: cells.length - attempted.length,
    },
    explanation: `No request came as far as an answer: ${why} (${first.verdict.cause}). ${counted(cells.length, "cell")} rest on it, and nothing is known of any deployment or path.`,
    remedy: remedyFor(first.verdict.cause),
    ask: null,
  };
}

/** A cell that was asked in vain, or not at all. */
function isSilent(cell: CellFacts): boolean {
  return cell.verdict.verdict === "skipped" || isUnreachable(cell);
}

function isUnreachable({ verdict }: CellFacts): boolean {
  return BELOW_HTTP.test(verdict.cause);
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
  return "Check the endpoint, and whether a firewall or a private endpoint stands in between.";
}
