import type { Cause } from "../../model/cause.ts";
import { stageIndex } from "../../model/stage.ts";
import { hasHealthyControl } from "../existence.ts";
import { type CellFacts, type Facts, formatAttempts } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group, keyByTarget, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./session-closed-without-reason.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The ends of a session that give no reason. */
const SILENT_ENDS = {
  "ws.closed.no-reason": explanation.noReason,
  "ws.reset": explanation.reset,
  "ws.closed.normal-early": explanation.early,
} as const satisfies Partial<Record<Cause, string>>;

type SilentEnd = keyof typeof SILENT_ENDS;

/** The peer accepted the socket and ended the session without a reason. Many clients show this as 1006. */
export const sessionClosedWithoutReason: FindingRule = {
  code: "session-closed-without-reason",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => getSilentEnd(cell) !== null),
      (cell) => `${keyByTarget(cell)}\n${cell.verdict.cause}\n${cell.verdict.stage.failedAt}`,
      (cells) => draftSessionClosed(cells, facts),
    ),
};

function draftSessionClosed(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const end = getSilentEnd(first);
  if (end === null) return null;
  const { reached, failedAt } = first.verdict.stage;
  const lasting = facts.cellsOf(first.target.name).filter(isLastingSocket);
  const likeMissing = cells.filter((cell) => hasSameEndAsMissing(cell, facts));
  const attempts = formatAttempts(first);
  const isAlone = lasting.length === 0;
  return {
    severity: "medium",
    title: fillTitle([title.closed], { stage: failedAt ?? "unknown" }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, lasting),
    component: isAlone ? "unknown" : "session",
    facts: {
      reached,
      failedAt,
      close: first.observation.close,
      attempts,
      probes: listProbes(cells),
      deployments: listDeployments(cells),
      otherSocketsLast: lasting.length > 0,
      sameForMissingDeployment: likeMissing.length > 0,
    },
    explanation: joinSentences(
      fill(SILENT_ENDS[end], { attempts }),
      isAlone ? explanation.noneLast : explanation.othersLast,
      likeMissing.length === 0 ? null : explanation.likeMissing,
    ),
    remedy: isAlone ? remedy.network : remedy.repeat,
    ask: isAlone ? null : ask.find,
  };
}

/** How the peer ended the session without a reason, or null if it gave one or did not open a session. */
function getSilentEnd(cell: CellFacts): SilentEnd | null {
  const { cause, stage } = cell.verdict;
  const close = cell.observation.close;
  const isOpen = stageIndex(stage.reached) >= stageIndex("upgrade");
  return isSilentCause(cause) && isOpen && close?.by === "peer" && close.reason === "" ? cause : null;
}

function isSilentCause(cause: Cause): cause is SilentEnd {
  return cause in SILENT_ENDS;
}

function isLastingSocket(cell: CellFacts): boolean {
  const isSocket = cell.probe.steps.some(({ websocket, finally: ending }) => websocket !== undefined && !ending);
  return isSocket && cell.verdict.verdict === "supported";
}

/** Whether the control ended in the same way. A close is no comparable response, but the finding reports it. */
function hasSameEndAsMissing(cell: CellFacts, facts: Facts): boolean {
  const control = facts.missingDeployment(cell);
  return control !== null && !hasHealthyControl(cell, facts) && control.verdict.cause === cell.verdict.cause;
}
