import { formatClaim } from "../ledger/claim-in-words.ts";
import type { LedgerEntry } from "../model/claim.ts";
import type { Finding } from "../model/finding.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { counted, idsOf, onlyDeployment } from "./group.ts";

/** What a page says is what this run saw. */
export const claimConfirmed: Diagnosis = {
  code: "claim-confirmed",
  diagnose: (facts) =>
    facts.known.claims
      .filter(({ standing }) => standing === "confirmed")
      .flatMap((claim) => findingOf(claim, facts) ?? []),
};

function findingOf(claim: LedgerEntry, facts: Facts): Finding | null {
  const cells = claim.confirming.flatMap((id) => facts.byId(id) ?? []);
  const [first] = cells;
  if (first === undefined) return null;
  const targets = [...new Set(cells.map(({ target }) => target.name))];
  return {
    code: "claim-confirmed",
    severity: "information",
    title: `${claim.who} says so too (${claim.id}, ${claim.date ?? "not dated"})`,
    target: targets.length === 1 ? (targets[0] ?? null) : null,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: null,
    component: "documentation",
    facts: { claim: claim.id, source: claim.source, date: claim.date },
    explanation: `${formatClaim(claim)} ${counted(cells.length, "cell")} of this run ${cells.length === 1 ? "shows" : "show"} the same.`,
    remedy: "Nothing to do.",
    ask: null,
  };
}
