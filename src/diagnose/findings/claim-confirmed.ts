import { formatClaim, type LedgerEntry } from "../../model/claim.ts";
import type { Facts } from "../facts.ts";
import { findOnlyDeployment, formatCount } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./claim-confirmed.text.ts";

const { title, explanation, remedy } = TEXT;

/** A published claim agrees with this run. */
export const claimConfirmed: FindingRule = {
  code: "claim-confirmed",
  text: TEXT,
  find: (facts) =>
    facts.known.claims
      .filter(({ standing, arm }) => standing === "confirmed" && arm === undefined)
      .flatMap((claim) => draftClaimConfirmed(claim, facts) ?? []),
};

function draftClaimConfirmed(claim: LedgerEntry, facts: Facts): Draft | null {
  const cells = claim.confirming.flatMap((id) => facts.byId(id) ?? []);
  if (cells.length === 0) return null;
  return {
    severity: "information",
    title: fillTitle([title.withSource, title.short], { claim: claim.id, who: claim.who }),
    deployment: findOnlyDeployment(cells),
    cells,
    component: "documentation",
    facts: { claim: claim.id, source: claim.source, date: claim.date },
    explanation: joinSentences(
      fill(explanation.claim, { claim: formatClaim(claim) }),
      fill(explanation.cells, { cells: formatCount(cells.length, "cell") }),
    ),
    remedy: remedy.none,
  };
}
