import { rungHeight } from "../model/rung.ts";
import { answerInWords, type CellFacts, type Diagnosis, grouped, nearest, perDeployment } from "./facts.ts";

/** Connect, session and configure were accepted; the refusal came with the result. */
export const lateRefusal: Diagnosis = {
  code: "late-refusal",
  diagnose: (facts) =>
    grouped(facts.cells.filter(isLate), perDeployment).flatMap((cells) => {
      const first = cells[0];
      if (first === undefined) return [];
      const { target, deployment } = first.observation.cell;
      return {
        code: "late-refusal",
        severity: "medium",
        title: `${deployment} was accepted up to the rung ${first.verdict.rung.reached}, and refused with the result`,
        target,
        deployment,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts),
        component: "session",
        facts: {
          reached: first.verdict.rung.reached,
          answer: answerInWords(first),
          probes: cells.map((cell) => cell.probe.id),
        },
        explanation: `The connection, the session and its configuration were accepted with this deployment named; only when a result was due came ${answerInWords(first)}. A 101 or a session.updated is no proof of support.`,
        remedy: "Judge this path by its result event, and use a path that is listed as working.",
        ask: "Refuse when the deployment is named, not when its first result is due.",
      };
    }),
};

function isLate(cell: CellFacts): boolean {
  const { verdict, rung } = cell.verdict;
  const refused = verdict === "unsupported" || verdict === "not-deployed";
  const accepted = rungHeight(rung.reached) >= rungHeight("configure");
  return refused && accepted && cell.observation.last?.answer?.carrier.kind === "event" && rung.failedAt === "result";
}
