import type { Finding } from "../model/finding.ts";
import type { Step } from "../model/probe.ts";
import { namesDeployment } from "../steps/request.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole } from "./purpose.ts";

/** A secret was minted, and what it was minted for was then refused; or it is minted for anything at all. */
export const mintIsNotSupport: Diagnosis = {
  code: "mint-is-not-support",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => refusedAfterMint(cell) || mintedForMissing(cell, facts)),
      (cell) => `${cell.target.name}\n${mintOf(cell)?.post}`,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const refused = cells.filter(refusedAfterMint);
  const own = refused.find((cell) => isOwnRole(cell, facts));
  const first = own ?? refused[0] ?? cells[0];
  const path = mintOf(first)?.post ?? "";
  const forMissing = cells.filter((cell) => mintedForMissing(cell, facts));
  const controls = forMissing.map((cell) => facts.missingDeployment(cell));
  return {
    code: "mint-is-not-support",
    // What the deployment is not for is minted and refused as well, and nobody waits for it.
    severity: own !== undefined ? "medium" : refused.length > 0 ? "low" : "information",
    title:
      refused.length > 0
        ? "A secret was minted, and what it is for was then refused"
        : "A secret is minted for a deployment that cannot exist",
    target: first.target.name,
    deployment: refused.length > 0 ? onlyDeployment(refused) : null,
    cells: idsOf([...cells, ...controls]),
    pair: nearest(first, facts),
    component: "session-mint",
    facts: {
      mint: path,
      refusedAfterwards: deploymentsOf(refused),
      refusal: refused.length > 0 ? answerInWords(first) : null,
      mintedForMissingDeployment: facts.missingDeployment(first) === null ? null : mintedForMissing(first, facts),
      mintedForMissingDeploymentBy: probesOf(forMissing),
    },
    explanation: `${refused.length > 0 ? `POST ${path} minted a secret for ${first.observation.cell.deployment} (${first.probe.id}), and the service then answered ${answerInWords(first)} at the stage ${first.verdict.stage.failedAt}. ` : ""}${mintedForMissing(first, facts) ? "The same request mints a secret for a deployment that cannot exist too: a 200 here says nothing about the model, the deployment or the socket." : "A 200 on the mint is not a sign that the connection can work."}`,
    remedy: "Do not take a minted secret as a sign of support: judge a path by its result.",
    ask: "Validate the deployment and its model when the secret is minted, and refuse there.",
  };
}

function refusedAfterMint(cell: CellFacts): boolean {
  const refused = ["unsupported", "not-deployed", "redirect", "no-route"].includes(cell.verdict.verdict);
  return cell.observation.minted && cell.verdict.stage.failedAt !== "mint" && refused;
}

/** Only a mint that names the deployment can be wrong about it. */
function mintedForMissing(cell: CellFacts, facts: Facts): boolean {
  const mint = mintOf(cell);
  if (mint === null || !namesDeployment(mint) || !cell.observation.minted) return false;
  return facts.missingDeployment(cell)?.observation.minted === true;
}

function mintOf(cell: CellFacts): Step | null {
  return cell.probe.steps.find((step) => step.stage === "mint") ?? null;
}
