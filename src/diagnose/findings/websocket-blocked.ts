import { isOfService } from "../../judge/index.ts";
import type { Cause } from "../../model/cause.ts";
import { type CellFacts, type Facts, formatAnswer, hasResult } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget } from "../group.ts";
import { getDecidingStep } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./websocket-blocked.text.ts";

const { title, explanation, remedy } = TEXT;

/** How a handshake failed. Handshakes with equal words may have the same obstacle. */
interface Obstacle {
  how: string;
  text: "noAnswer" | "cutOff" | "foreign";
}

const NO_ANSWER: Obstacle = { how: "not answered in time", text: "noAnswer" };
const CUT_OFF: Obstacle = { how: "cut off before an answer", text: "cutOff" };

const UNANSWERED: Partial<Record<Cause, Obstacle>> = {
  "ws.handshake.timeout": NO_ANSWER,
  "http.headers.timeout": NO_ANSWER,
  "cell.deadline": NO_ANSWER,
  "tcp.reset.awaiting-headers": CUT_OFF,
  "tcp.closed.awaiting-headers": CUT_OFF,
};

/** A single failed socket may have a cause of its own. */
const FEWEST_SOCKETS = 2;

/** No handshake gets a response of the service, while plain requests to the same host do. */
export const websocketBlocked: FindingRule = {
  code: "websocket-blocked",
  text: TEXT,
  supersedes: ["not-the-service"],
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isSocket), keyByTarget, (cells) => draftWebsocketBlocked(cells, facts)),
};

function draftWebsocketBlocked(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const sockets = facts.allOf(first.target.name).filter(isSocket);
  const obstacle = findObstacle(first);
  if (obstacle === null || sockets.length < FEWEST_SOCKETS) return null;
  if (sockets.some((cell) => findObstacle(cell)?.how !== obstacle.how)) return null;
  const answered = listAnsweredOverHttp(first, facts);
  const passing = answered.find(hasResult) ?? answered[0];
  if (passing === undefined) return null;
  const controls = sockets.filter(({ observation }) => observation.cell.control !== null);
  return {
    severity: "high",
    title: title.blocked,
    cells: [...cells, ...controls, passing],
    pair: { failing: first.id, passing: passing.id, difference: "transport: WebSocket / HTTP" },
    component: "customer-network",
    facts: {
      handshakes: sockets.length,
      controls: controls.length,
      how: obstacle.how,
      answer: formatAnswer(first),
      answeredOverHttp: answered.length,
    },
    explanation: joinSentences(
      fill(explanation[obstacle.text], {
        handshakes: formatCount(sockets.length, "handshake"),
        answer: formatAnswer(first),
        status: first.observation.status ?? "no status",
      }),
      controls.length === 0 ? null : fill(explanation.controls, { controls: formatCount(controls.length, "control") }),
      fill(explanation.conclusion, { requests: formatCount(answered.length, "plain HTTP request") }),
    ),
    remedy: remedy.check,
  };
}

/** Whether the last request of a cell was a handshake. */
function isSocket({ observation }: CellFacts): boolean {
  return observation.asked?.transport === "websocket";
}

/** How a handshake failed without a response of the service. null if the service responded or the socket opened. */
function findObstacle(cell: CellFacts): Obstacle | null {
  const { last, notJson, status } = cell.observation;
  if (last === null || last.completed || cell.verdict.unstable) return null;
  if (getDecidingStep(cell)?.websocket === undefined) return null;
  if (last.answer === null) return last.failure === null ? null : (UNANSWERED[last.failure.cause] ?? null);
  // Limits and redirects have findings of their own.
  if (last.answer.carrier.kind !== "status" || status === null || status === 429) return null;
  const foreign = !isOfService(cell.observation) && (notJson || status >= 400);
  return foreign ? { how: `answered ${status} by somebody else than the service`, text: "foreign" } : null;
}

/** Plain HTTP requests to the same host that got a response of the service, ordinary ones first. */
function listAnsweredOverHttp({ target, observation }: CellFacts, facts: Facts): CellFacts[] {
  return [...facts.cellsOf(target.name), ...facts.controlsOf(target.name)].filter(
    (other) =>
      other.observation.asked?.transport === "http" &&
      other.observation.asked.host === observation.asked?.host &&
      isOfService(other.observation) &&
      other.verdict.cause !== "server.gateway",
  );
}
