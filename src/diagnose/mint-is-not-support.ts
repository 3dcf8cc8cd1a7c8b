import { answerInWords, type CellFacts, type Diagnosis, type Facts, grouped, nearest } from "./facts.ts";

/** A secret was minted, and what it was minted for was then refused; or it is minted for anything at all. */
export const mintIsNotSupport: Diagnosis = {
  code: "mint-is-not-support",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => refusedAfterMint(cell) || (minted(cell) && mintedForMissing(cell, facts))),
      mintOf,
    ).flatMap((cells) => {
      const refused = cells.filter(refusedAfterMint);
      const first = refused[0] ?? cells[0];
      if (first === undefined) return [];
      const control = facts.missingDeployment(first);
      const forMissing = mintedForMissing(first, facts);
      return {
        code: "mint-is-not-support",
        severity: refused.length > 0 ? "medium" : "information",
        title:
          refused.length > 0
            ? "A secret was minted, and what it is for was then refused"
            : "The mint answers 200 for a deployment that cannot exist",
        target: first.target.name,
        deployment: refused.length === 1 ? first.observation.cell.deployment : null,
        cells: [...cells.map((cell) => cell.id), ...(control === null || !forMissing ? [] : [control.id])],
        pair: nearest(first, facts),
        component: "session-mint",
        facts: {
          mint: mintPath(first),
          refusedAfterwards: refused.map((cell) => cell.observation.cell.deployment),
          refusal: refused.length > 0 ? answerInWords(first) : null,
          mintedForMissingDeployment: control === null ? null : forMissing,
        },
        explanation: `${refused.length > 0 ? `POST ${mintPath(first)} minted a secret, and the service then answered ${answerInWords(first)} at the rung ${first.verdict.rung.failedAt}. ` : ""}${forMissing ? `The same mint for a deployment that cannot exist is answered with a secret too: a 200 here says nothing about the model, the deployment or the socket.` : "A 200 on the mint is not a sign that the connection can work."}`,
        remedy: "Do not take a minted secret as a sign of support: judge a path by its result.",
        ask: "Validate the deployment and its model when the secret is minted, and refuse there.",
      };
    }),
};

function minted(cell: CellFacts): boolean {
  return cell.observation.minted;
}

function refusedAfterMint(cell: CellFacts): boolean {
  const { verdict } = cell.verdict;
  const refused =
    verdict === "unsupported" || verdict === "not-deployed" || verdict === "redirect" || verdict === "no-route";
  return minted(cell) && cell.verdict.rung.failedAt !== "mint" && refused;
}

function mintedForMissing(cell: CellFacts, facts: Facts): boolean {
  return facts.missingDeployment(cell)?.observation.minted === true;
}

function mintPath(cell: CellFacts): string {
  return cell.probe.steps.find((step) => step.rung === "mint")?.post ?? "";
}

function mintOf(cell: CellFacts): string {
  return `${cell.target.name}\n${mintPath(cell)}`;
}
