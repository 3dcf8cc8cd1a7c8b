import { formatClaim } from "../ledger/claim-in-words.ts";
import type { LedgerEntry } from "../model/claim.ts";
import type { Finding } from "../model/finding.ts";
import type { CellFacts, Diagnosis, Facts } from "./facts.ts";
import { answerInWords, attemptsInWords, works } from "./facts.ts";
import { counted, idsOf, listed, onlyDeployment } from "./group.ts";

/** What a page says, against what this run saw: worded to be pasted under the page. */
export const claimContradicted: Diagnosis = {
  code: "claim-contradicted",
  diagnose: (facts) =>
    facts.known.claims
      .filter(({ standing }) => standing === "contradicted")
      .flatMap((claim) => findingOf(claim, facts) ?? []),
};

function findingOf(claim: LedgerEntry, facts: Facts): Finding | null {
  const cells = claim.contradicting.flatMap((id) => facts.byId(id) ?? []);
  const [first] = cells;
  if (first === undefined) return null;
  const targets = [...new Set(cells.map(({ target }) => target.name))];
  const others = facts.known.claims.filter(({ id }) => claim["conflicts-with"].includes(id));
  const seen = works(first) ? `a result came back${otherEvents(claim, first)}` : `came ${answerInWords(first)}`;
  return {
    code: "claim-contradicted",
    severity: "low",
    title: `${claim.who} says otherwise (${claim.id}, ${claim.date ?? "not dated"})`,
    target: targets.length === 1 ? (targets[0] ?? null) : null,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: null,
    component: "documentation",
    facts: {
      claim: claim.id,
      source: claim.source,
      date: claim.date,
      seenAt: first.observation.last?.startedAt ?? null,
      alsoConfirmedBy: claim.confirming,
      conflictsWith: claim["conflicts-with"],
    },
    explanation: `${formatClaim(claim)} On ${dayOf(first.observation.last?.startedAt)}, asked by ${listed([...new Set(cells.map(({ probe }) => probe.id))])} in ${listed(targets.map((name) => regionOf(name, facts)))}, ${seen} (${attemptsInWords(first)}).${claim.confirming.length === 0 ? "" : ` ${counted(claim.confirming.length, "other cell")} of this run confirmed it.`}${others.length === 0 ? "" : ` Another page says otherwise too: ${others.map(formatClaim).join(" ")}`}`,
    remedy: "Go by what was seen, and by its date; ask again before relying on it.",
    ask: "Correct the page, or say from when on and in which regions it holds.",
  };
}

/** Which events came in place of those that the page names; nothing where it names none. */
function otherEvents({ expects }: LedgerEntry, { observation }: CellFacts): string {
  if (expects.kind !== "events") return "";
  const came = observation.events.map(([type]) => type);
  return `, with none of ${listed(expects.events)}: what came was ${listed(came, came.length)}`;
}

function dayOf(startedAt: string | undefined): string {
  return startedAt?.slice(0, 10) ?? "a day not recorded";
}

function regionOf(name: string, facts: Facts): string {
  return facts.targets.find((target) => target.name === name)?.region ?? name;
}
