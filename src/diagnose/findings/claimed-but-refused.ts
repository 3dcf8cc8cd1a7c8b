import { formatClaim, type LedgerEntry } from "../../model/claim.ts";
import { type Facts, formatAnswer, formatAttempts, keyByDeployment } from "../facts.ts";
import { draftPerGroup, formatList, type Group, listProbes } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./claimed-but-refused.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** Azure Resource Manager claims that a model is available, and this run shows that the service refuses it. */
export const claimedButRefused: FindingRule = {
  code: "claimed-but-refused",
  text: TEXT,
  supersedes: ["deployment-missing"],
  find: (facts) =>
    facts.known.claims
      .filter(({ arm, standing }) => arm !== undefined && standing === "contradicted")
      .flatMap((claim) => {
        const cells = claim.contradicting.flatMap((id) => facts.byId(id) ?? []);
        return draftPerGroup(cells, keyByDeployment, (group) => draftClaimedButRefused(claim, group, facts));
      }),
};

function draftClaimedButRefused(claim: LedgerEntry, group: Group, facts: Facts): Draft {
  const [first] = group;
  const { deployment } = first.observation.cell;
  const missing = facts
    .cellsOfSameDeployment(first)
    .filter(({ id, verdict }) => verdict.verdict === "not-deployed" && !claim.contradicting.includes(id));
  const seenAt = first.observation.last?.startedAt ?? null;
  const model = claim.models[0] ?? "";
  return {
    severity: "high",
    title: fillTitle([title.model, title.short], { model }),
    deployment,
    cells: [...group, ...missing, facts.missingDeployment(first)],
    component: "model-catalogue",
    facts: {
      claim: claim.id,
      lifecycle: claim.arm?.lifecycle ?? null,
      capabilities: claim.arm?.capabilities ?? [],
      claimedAt: claim.arm?.at ?? null,
      seenAt,
      answer: formatAnswer(first),
    },
    explanation: joinSentences(
      fill(explanation.claim, { claim: formatClaim(claim) }),
      fill(explanation.answer, {
        day: seenAt?.slice(0, 10) ?? "an unknown day",
        probes: formatList(listProbes(group)),
        answer: formatAnswer(first),
        attempts: formatAttempts(first),
      }),
    ),
    remedy: remedy.again,
    ask: ask.explain,
  };
}
