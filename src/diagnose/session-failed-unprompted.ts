import type { Finding } from "../model/finding.ts";
import { answerInWords, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { routeInWords, routeKeyOf, routeOf } from "./route.ts";

/** The service reported an error on a socket on which the client had sent nothing. */
export const sessionFailedUnprompted: Diagnosis = {
  code: "session-failed-unprompted",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(({ verdict }) => verdict.cause === "session.unprompted-error"),
      (cell) => `${cell.target.name}\n${routeKeyOf(cell)}`,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const { close } = first.observation;
  const end =
    close?.by !== "peer"
      ? ""
      : ` It then closed the socket with code ${close.code ?? "none"}${reasonOf(close.reason)}.`;
  return {
    code: "session-failed-unprompted",
    severity: "medium",
    title: "The service reported an error before the client sent an event",
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: "session",
    facts: { answer: answerInWords(first), close, probes: probesOf(cells) },
    explanation: `${routeInWords(routeOf(first))} accepted the socket and sent ${answerInWords(first)}. The client had sent no event, so no event of the client caused it.${end}`,
    remedy: "Check what the handshake selects, and use a path that works. Send the session id to support.",
    ask: "Find the session by its id and state which server-side configuration was invalid.",
  };
}

function reasonOf(reason: string): string {
  return reason === "" ? " and no reason" : ` and the reason “${reason}”`;
}
