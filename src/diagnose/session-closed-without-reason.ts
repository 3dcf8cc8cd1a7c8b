import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { stageIndex } from "../model/stage.ts";
import { hasHealthyControl } from "./existence.ts";
import { attemptsInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, onlyDeployment, perTarget, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** Ways to go away that give no reason, in words. */
const SILENT_ENDS = {
  "ws.closed.no-reason": "by closing the connection without a close frame or code",
  "ws.reset": "by resetting the connection",
  "ws.closed.normal-early": "with an ordinary close before the result was due",
} as const satisfies Partial<Record<Cause, string>>;

/** The peer accepted the socket, then went away and said nothing: what many clients show as 1006. */
export const sessionClosedWithoutReason: Diagnosis = {
  code: "session-closed-without-reason",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(isSilentEnd),
      (cell) => `${perTarget(cell)}\n${cell.verdict.cause}\n${cell.verdict.stage.failedAt}`,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const { reached, failedAt } = first.verdict.stage;
  const lasting = facts.cellsOf(first.target.name).filter(isLastingSocket);
  const asMissing = cells.filter((cell) => isSilentToMissingToo(cell, facts));
  return {
    code: "session-closed-without-reason",
    severity: "medium",
    title: `The peer accepted the socket and went away without a reason, at the stage ${failedAt}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts, lasting),
    component: lasting.length === 0 ? "unknown" : "session",
    facts: {
      reached,
      failedAt,
      close: first.observation.close,
      attempts: attemptsInWords(first),
      probes: probesOf(cells),
      deployments: deploymentsOf(cells),
      otherSocketsLast: lasting.length > 0,
      sameForMissingDeployment: asMissing.length > 0,
    },
    explanation: `The handshake was answered 101, and the peer then ended the session ${endInWords(first)} (${attemptsInWords(first)}). That is no refusal and no support.${lasting.length === 0 ? " No socket of this target lasted to a result, so a proxy or gateway that does not carry WebSockets is as likely as the service." : " Other sockets of this target, over the same network, lasted to a result."}${asMissing.length === 0 ? "" : " A deployment that cannot exist is left in the same way."}`,
    remedy:
      lasting.length === 0
        ? "Run once from a network without a proxy, and compare; check that what stands between carries WebSockets."
        : "Repeat the run; use a path that is listed as working, and report the request and session ids.",
    ask:
      lasting.length === 0
        ? null
        : "Find the session under these ids, and send an error event or a close code with a reason.",
  };
}

function isSilentEnd(cell: CellFacts): boolean {
  const { cause, stage } = cell.verdict;
  const close = cell.observation.close;
  return (
    cause in SILENT_ENDS &&
    stageIndex(stage.reached) >= stageIndex("upgrade") &&
    close?.by === "peer" &&
    close.reason === ""
  );
}

function endInWords(cell: CellFacts): string {
  return Object.entries(SILENT_ENDS).find(([cause]) => cause === cell.verdict.cause)?.[1] ?? "without a reason";
}

function isLastingSocket(cell: CellFacts): boolean {
  const isSocket = cell.probe.steps.some(({ websocket, finally: ending }) => websocket !== undefined && !ending);
  return isSocket && cell.verdict.verdict === "supported";
}

/** The control is left in the same way: a close is no answer that others can be compared with, but it is told. */
function isSilentToMissingToo(cell: CellFacts, facts: Facts): boolean {
  const control = facts.missingDeployment(cell);
  return control !== null && !hasHealthyControl(cell, facts) && control.verdict.cause === cell.verdict.cause;
}
