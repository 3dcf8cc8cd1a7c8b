import { answerInWords, type Diagnosis, grouped, nearest, perDeployment } from "./facts.ts";

/** The deployment resolves and the operation is refused: the control beside it proves that it is not missing. */
export const operationUnsupportedByModel: Diagnosis = {
  code: "operation-unsupported-by-model",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => cell.verdict.verdict === "unsupported"),
      perDeployment,
    ).flatMap((cells) => {
      const first = cells[0];
      if (first === undefined) return [];
      const { target, deployment } = first.observation.cell;
      const control = facts.missingDeployment(first);
      const probes = cells.map((cell) => cell.probe.id);
      return {
        code: "operation-unsupported-by-model",
        severity: "information",
        title: `${deployment} is refused for ${probes.length === 1 ? probes[0] : `${probes.length} operations`}: the operation, not the deployment`,
        target,
        deployment,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts),
        component: "model-catalogue",
        facts: {
          probes,
          answer: answerInWords(first),
          missingDeploymentAnswer: control === null ? null : answerInWords(control),
          control: control?.id ?? null,
        },
        explanation: `The service answers ${answerInWords(first)} for ${deployment}, and ${control === null ? "something else" : answerInWords(control)} for a deployment that cannot exist on the same path: the deployment is found, and it is the operation that its model does not take.`,
        remedy: "Use a path that is listed for this deployment as working, or another model on this path.",
        ask: null,
      };
    }),
};
