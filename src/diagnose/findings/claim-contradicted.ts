import { formatClaim, type LedgerEntry } from "../../model/claim.ts";
import { type CellFacts, type Facts, formatAnswer, formatAttempts, hasResult } from "../facts.ts";
import { findOnlyDeployment, formatCount, formatList, listProbes } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./claim-contradicted.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A published claim disagrees with this run. The texts can be pasted under the page that makes the claim. */
export const claimContradicted: FindingRule = {
  code: "claim-contradicted",
  text: TEXT,
  find: (facts) =>
    facts.known.claims
      .filter(({ standing, arm }) => standing === "contradicted" && arm === undefined)
      .flatMap((claim) => draftClaimContradicted(claim, facts) ?? []),
};

function draftClaimContradicted(claim: LedgerEntry, facts: Facts): Draft | null {
  const cells = claim.contradicting.flatMap((id) => facts.byId(id) ?? []);
  const [first] = cells;
  if (first === undefined) return null;
  const targets = [...new Set(cells.map(({ target }) => target))];
  const others = facts.known.claims.filter(({ id }) => claim["conflicts-with"].includes(id));
  const startedAt = first.observation.last?.startedAt ?? null;
  return {
    severity: "low",
    title: fillTitle([title.withSource, title.short], { claim: claim.id, who: claim.who }),
    deployment: findOnlyDeployment(cells),
    cells,
    component: "documentation",
    facts: {
      claim: claim.id,
      source: claim.source,
      date: claim.date,
      seenAt: startedAt,
      alsoConfirmedBy: claim.confirming,
      conflictsWith: claim["conflicts-with"],
    },
    explanation: joinSentences(
      fill(explanation.claim, { claim: formatClaim(claim) }),
      fill(hasResult(first) ? explanation.result : explanation.answer, {
        day: startedAt?.slice(0, 10) ?? "an unknown day",
        probes: formatList(listProbes(cells)),
        places: formatList(targets.map(({ name, region }) => region ?? name)),
        attempts: formatAttempts(first),
        answer: formatAnswer(first),
      }),
      explainEvents(claim, first),
      claim.confirming.length === 0
        ? null
        : fill(explanation.confirmed, { cells: formatCount(claim.confirming.length, "cell") }),
      ...(others.length === 0 ? [] : [explanation.conflict, ...others.map(formatClaim)]),
    ),
    remedy: remedy.rely,
    ask: ask.correct,
  };
}

/** The events of the run, if they differ from those in the claim. null if the claim names none. */
function explainEvents({ expects }: LedgerEntry, cell: CellFacts): string | null {
  if (expects.kind !== "events" || !hasResult(cell)) return null;
  const events = cell.observation.events.map(([type]) => type);
  return fill(explanation.events, { expected: formatList(expects.events), events: formatList(events, events.length) });
}
