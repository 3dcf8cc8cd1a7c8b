import {
  answerInWords,
  attemptsInWords,
  type CellFacts,
  type Diagnosis,
  type Facts,
  grouped,
  nearest,
} from "./facts.ts";

/** 5xx on a well-formed request whose siblings are answered properly. */
export const serverDefect: Diagnosis = {
  code: "server-defect",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => cell.verdict.cause === "server.5xx" && siblingOf(cell, facts) !== null),
      (cell) => `${cell.target.name}\n${cell.probe.id}`,
    ).flatMap((cells) => {
      const first = cells[0];
      const sibling = first === undefined ? null : siblingOf(first, facts);
      if (first === undefined || sibling === null) return [];
      const deployments = cells.map((cell) => cell.observation.cell.deployment);
      return {
        code: "server-defect",
        severity: "high",
        title: `${first.observation.status} on a well-formed request, ${attemptsInWords(first)}`,
        target: first.target.name,
        deployment: deployments.length === 1 ? (deployments[0] ?? null) : null,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts, isAnsweredProperly),
        component: first.verdict.rung.failedAt === "mint" ? "session-mint" : "model-serving",
        facts: {
          status: first.observation.status,
          attempts: attemptsInWords(first),
          answer: answerInWords(first),
          answeredProperly: sibling.id,
          siblingAnswer: answerInWords(sibling),
          path: first.observation.path,
        },
        explanation: `${first.observation.path} answers ${answerInWords(first)} in ${attemptsInWords(first)}; a request of the same form beside it (${sibling.id}) is answered properly. Whatever is wrong with the request, a 5xx is the service's own failure to say so.`,
        remedy:
          "Nothing in the request can be recommended from a 5xx; use a path that is listed as working, and report the request ids.",
        ask: "Find the request ids in your logs; answer with a 4xx that says what to change, or serve the request.",
      };
    }),
};

/** Another cell of the target with an answer of the service: the same probe first, else another shape on the same path. */
function siblingOf(cell: CellFacts, facts: Facts): CellFacts | null {
  const others = [...facts.cells, ...facts.controls].filter(
    (other) => other.target.name === cell.target.name && other.id !== cell.id && isAnsweredProperly(other),
  );
  return (
    others.find((other) => other.probe.id === cell.probe.id) ?? others.find((other) => samePath(other, cell)) ?? null
  );
}

function samePath(a: CellFacts, b: CellFacts): boolean {
  const path = (cell: CellFacts) => cell.probe.steps.find((step) => step.rung === b.verdict.rung.failedAt);
  return path(a)?.post !== undefined && path(a)?.post === path(b)?.post;
}

function isAnsweredProperly(cell: CellFacts): boolean {
  const { status, attributedBy, last } = cell.observation;
  return (
    last !== null &&
    attributedBy.length > 0 &&
    status !== null &&
    status < 500 &&
    cell.verdict.verdict !== "server-fault"
  );
}
