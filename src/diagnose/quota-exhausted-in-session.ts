import { stageIndex } from "../model/stage.ts";
import { answerInWords, type CellFacts, type Diagnosis, perDeployment } from "./facts.ts";
import { findingPer, idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** The session was opened, and the limit was met inside it: an event says so, not a status. */
export const quotaExhaustedInSession: Diagnosis = {
  code: "quota-exhausted-in-session",
  diagnose: (facts) =>
    findingPer(facts.cells.filter(isExhausted), perDeployment, ([first, ...more]) => {
      const cells = [first, ...more];
      return {
        code: "quota-exhausted-in-session",
        severity: "medium",
        title: `${first.observation.cell.deployment}: the session opened, and its quota was used up inside it`,
        target: first.target.name,
        deployment: first.observation.cell.deployment,
        cells: idsOf(cells),
        pair: nearest(first, facts),
        component: "quota",
        facts: {
          answer: answerInWords(first),
          reached: first.verdict.stage.reached,
          cause: first.verdict.cause,
          probes: probesOf(cells),
        },
        explanation: `The socket was accepted and got as far as ${first.verdict.stage.reached}; then the service sent ${answerInWords(first)}. It is a limit of tokens or requests, met within the session: the path and the model are not refused, and nothing is proven of them either.`,
        remedy:
          "Compare the deployment's quota (tokens and requests a minute) with what else uses it, raise it or wait, and run these cells again.",
        ask: null,
      };
    }),
};

function isExhausted(cell: CellFacts): boolean {
  const { verdict, stage } = cell.verdict;
  return (
    verdict === "throttled" &&
    cell.observation.last?.answer?.carrier.kind === "event" &&
    stageIndex(stage.reached) >= stageIndex("upgrade")
  );
}
