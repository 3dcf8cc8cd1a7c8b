import { acceptedCredential, needsNoCredential } from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, idsOf, perTarget } from "./group.ts";
import { routeOf } from "./route.ts";

/** The resource's network rules keep this machine out (FR-088, FR-089). */
export const networkRestricted: Diagnosis = {
  code: "network-restricted",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isShutOut(cell) && !isLetIn(cell, facts)),
      perTarget,
      ([first, ...more]) => ({
        code: "network-restricted",
        severity: "high",
        title: "Network rules of the resource keep this machine out",
        target: first.target.name,
        deployment: null,
        cells: idsOf([first, ...more]),
        pair: null,
        component: "customer-network",
        facts: { answer: answerInWords(first) },
        explanation: `The service answers ${answerInWords(first)}: it looked at where the request came from, not at the credential or the deployment, and nothing got through from here. A firewall or proxy that sends private traffic out by a public address gives the same answer (FR-088).`,
        remedy:
          "Run from a network that the resource allows (its private endpoint, a listed address or virtual network), or have this address added; where a private endpoint is meant, check that the host name resolves to it here.",
        ask: null,
      }),
    ),
};

function isShutOut(cell: CellFacts): boolean {
  return cell.verdict.cause === "auth.network-acl" && cell.observation.attributedBy.length > 0;
}

/** Whether anything was let in on the same host: then it is not the network that decides. */
function isLetIn(cell: CellFacts, facts: Facts): boolean {
  const host = routeOf(cell)?.host ?? null;
  return (
    needsNoCredential(facts, cell.target.name) ||
    facts
      .cellsOf(cell.target.name)
      .some((other) => (routeOf(other)?.host ?? null) === host && acceptedCredential(other))
  );
}
