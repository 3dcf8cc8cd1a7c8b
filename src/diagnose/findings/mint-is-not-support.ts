import { isGood } from "../../model/outcome.ts";
import type { Step } from "../../model/probe.ts";
import { namesDeployment } from "../../steps/request.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isOwnRole } from "../purpose.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./mint-is-not-support.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The service issues a client secret and then rejects the session, or issues one for any deployment name. */
export const mintIsNotSupport: FindingRule = {
  code: "mint-is-not-support",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isRefusedAfterMint(cell) || isMintedForMissing(cell, facts)),
      (cell) => `${cell.target.name}\n${findMint(cell)?.post}`,
      (cells) => draftMintIsNotSupport(cells, facts),
    ),
};

function draftMintIsNotSupport(cells: Group, facts: Facts): Draft {
  const refused = cells.filter(isRefusedAfterMint);
  const own = refused.find((cell) => isOwnRole(cell, facts));
  const first = own ?? refused[0] ?? cells[0];
  const path = findMint(first)?.post ?? "";
  const forMissing = cells.filter((cell) => isMintedForMissing(cell, facts));
  const controls = forMissing.map((cell) => facts.missingDeployment(cell));
  const isRefused = refused.length > 0;
  return {
    // Client secrets outside the deployment's role are issued and refused too, but no user relies on them.
    severity: own !== undefined ? "medium" : isRefused ? "low" : "information",
    title: isRefused ? title.refused : title.missing,
    deployment: isRefused ? findOnlyDeployment(refused) : null,
    // That a client secret proves nothing is shown by a rejected session and by the control, and not by a result.
    cells: [...refused, ...controls],
    pair: isGood(first.verdict) ? null : findNearest(first, facts),
    component: "session-mint",
    facts: {
      mint: path,
      refusedAfterwards: listDeployments(refused),
      refusal: isRefused ? formatAnswer(first) : null,
      mintedForMissingDeployment: facts.missingDeployment(first) === null ? null : isMintedForMissing(first, facts),
      mintedForMissingDeploymentBy: listProbes(forMissing),
    },
    explanation: joinSentences(
      isRefused ? explainRefusal(first, path) : null,
      isMintedForMissing(first, facts) ? explanation.missing : explanation.noProof,
    ),
    remedy: remedy.judge,
    ask: ask.validate,
  };
}

function explainRefusal(cell: CellFacts, path: string): string {
  return fill(explanation.refused, {
    path,
    deployment: cell.observation.cell.deployment ?? "no deployment",
    probe: cell.probe.id,
    answer: formatAnswer(cell),
    stage: cell.verdict.stage.failedAt ?? "",
  });
}

function isRefusedAfterMint(cell: CellFacts): boolean {
  const refused = ["unsupported", "not-deployed", "redirect", "no-route"].includes(cell.verdict.verdict);
  return cell.observation.minted && cell.verdict.stage.failedAt !== "mint" && refused;
}

/** Only a request that names the deployment can issue a client secret for a wrong one. */
function isMintedForMissing(cell: CellFacts, facts: Facts): boolean {
  const mint = findMint(cell);
  if (mint === null || !namesDeployment(mint) || !cell.observation.minted) return false;
  return facts.missingDeployment(cell)?.observation.minted === true;
}

function findMint(cell: CellFacts): Step | null {
  return cell.probe.steps.find((step) => step.stage === "mint") ?? null;
}
