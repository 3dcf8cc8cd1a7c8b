import { answerInWords, type Diagnosis, grouped, nearest, perDeployment } from "./facts.ts";

/** The service does not know the session type that was asked for. */
export const sessionTypeUnknown: Diagnosis = {
  code: "session-type-unknown",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => cell.verdict.cause === "request.session-type-unknown"),
      perDeployment,
    ).flatMap((cells) => {
      const first = cells[0];
      if (first === undefined) return [];
      const { target, deployment } = first.observation.cell;
      return {
        code: "session-type-unknown",
        severity: "information",
        title: "The mint does not know the session type that was asked for",
        target,
        deployment,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts),
        component: "session-mint",
        facts: {
          answer: answerInWords(first),
          path: first.observation.path,
          probes: cells.map((cell) => cell.probe.id),
        },
        explanation: `POST ${first.observation.path} answers ${answerInWords(first)}: it is the type in the body, whatever the deployment.`,
        remedy:
          "Mint a type the route knows; for translation, connect to the translations path with the resource's credential.",
        ask: null,
      };
    }),
};
