import { answerInWords, type Diagnosis, grouped, nearest, perDeployment } from "./facts.ts";

/** An update of one session type on a connection of another. */
export const sessionTypeMismatch: Diagnosis = {
  code: "session-type-mismatch",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => cell.verdict.cause === "request.session-type-mismatch"),
      perDeployment,
    ).flatMap((cells) => {
      const first = cells[0];
      if (first === undefined) return [];
      const { target, deployment } = first.observation.cell;
      return {
        code: "session-type-mismatch",
        severity: "information",
        title: "The session's type is fixed when the socket opens; an update of another type is refused",
        target,
        deployment,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts),
        component: "customer-request",
        facts: { answer: answerInWords(first), path: first.observation.path },
        explanation: `The socket was opened with a model, which makes a session of type realtime; the update was of type transcription, and the service answered ${answerInWords(first)}.`,
        remedy:
          "Open the socket with ?intent=transcription and no model=, or keep type realtime and set audio.input.transcription.model.",
        ask: null,
      };
    }),
};
