import { stageIndex } from "../model/stage.ts";
import { answerInWords, type CellFacts, type Diagnosis, perDeployment } from "./facts.ts";
import { findingPer, idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole } from "./purpose.ts";

/** Connect, session and configure were accepted; the refusal came with the result. */
export const lateRefusal: Diagnosis = {
  code: "late-refusal",
  diagnose: (facts) =>
    findingPer(facts.cells.filter(isLate), perDeployment, ([first, ...more]) => {
      const cells = [first, ...more];
      const { target, deployment } = first.observation.cell;
      return {
        code: "late-refusal",
        // A combination that no page documents is refused late as well, and nobody waits for it.
        severity: cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
        title: `${deployment} is accepted in the session's configuration and refused only with the result`,
        target,
        deployment,
        cells: idsOf(cells),
        pair: nearest(first, facts),
        component: "session",
        facts: {
          reached: first.verdict.stage.reached,
          answer: answerInWords(first),
          probes: probesOf(cells),
        },
        explanation: `The connection, the session and its configuration were accepted with this deployment named; only when a result was due came ${answerInWords(first)}. A 101 or a session.updated is no proof of support.`,
        remedy: "Judge this path by its result event, and use a path that is listed as working.",
        ask: "Refuse when the deployment is named, not when its first result is due.",
      };
    }),
};

function isLate(cell: CellFacts): boolean {
  const { verdict, stage } = cell.verdict;
  const refused = verdict === "unsupported" || verdict === "not-deployed";
  const accepted = stageIndex(stage.reached) >= stageIndex("configure");
  return refused && accepted && cell.observation.last?.answer?.carrier.kind === "event" && stage.failedAt === "result";
}
