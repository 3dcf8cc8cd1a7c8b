import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, works } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";
import { decidingStep } from "./route.ts";

/** Ways of a handshake to end without an answer, in words that do not tell apart what one obstacle may do. */
const UNANSWERED = {
  "ws.handshake.timeout": "not answered in time",
  "http.headers.timeout": "not answered in time",
  "cell.deadline": "not answered in time",
  "tcp.reset.awaiting-headers": "cut off before an answer",
  "tcp.closed.awaiting-headers": "cut off before an answer",
} as const satisfies Partial<Record<Cause, string>>;

/** Fewer sockets than these may have failed for reasons of their own. */
const FEWEST_SOCKETS = 2;

/** No handshake comes as far as an answer of the service, while it answers plain requests at the same host. */
export const websocketBlocked: Diagnosis = {
  code: "websocket-blocked",
  diagnose: (facts) => findingPer(facts.cells.filter(isSocket), perTarget, (cells) => findingOf(cells, facts)),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const [first] = cells;
  const target = first.target.name;
  const sockets = facts.allOf(target).filter(isSocket);
  const how = obstacleOf(first);
  if (how === null || sockets.length < FEWEST_SOCKETS || sockets.some((cell) => obstacleOf(cell) !== how)) return null;
  const answered = answeredOverHttp(first, facts);
  const passing = answered.find(works) ?? answered[0];
  if (passing === undefined) return null;
  const controls = sockets.filter(({ observation }) => observation.cell.control !== null);
  return {
    code: "websocket-blocked",
    severity: "high",
    title: `No WebSocket handshake gets through: each of ${sockets.length} is ${how}, while plain HTTP requests are answered`,
    target,
    deployment: null,
    cells: idsOf([...cells, ...controls, passing]),
    pair: { failing: first.id, passing: passing.id, difference: "transport: WebSocket / HTTP" },
    component: "customer-network",
    facts: {
      handshakes: sockets.length,
      controls: controls.length,
      how,
      answer: answerInWords(first),
      answeredOverHttp: answered.length,
    },
    explanation: `Each of ${counted(sockets.length, "handshake")}${controls.length === 0 ? "" : `, ${counted(controls.length, "control")} among them,`} is ${how} (${answerInWords(first)}), and none bears a mark of the service; in the same run the service answered ${counted(answered.length, "plain HTTP request")} at the same host. So it is the way there that does not carry WebSockets, and nothing is known of any deployment or path behind it.`,
    remedy:
      "Look at what stands between: a proxy, firewall, front door or gateway has to pass the Upgrade and Connection headers on, and to keep the connection open. Ask once from a network without it; until then use a path that needs no socket.",
    ask: null,
  };
}

/** Whether the last request of a cell was a handshake. */
function isSocket({ observation }: CellFacts): boolean {
  return observation.asked?.transport === "websocket";
}

/** What became of a handshake that the service did not answer; null where it did, or let the socket open. */
function obstacleOf(cell: CellFacts): string | null {
  const { last, attributedBy, notJson, status } = cell.observation;
  if (last === null || last.completed || cell.verdict.unstable) return null;
  if (decidingStep(cell)?.websocket === undefined) return null;
  if (last.answer === null)
    return Object.entries(UNANSWERED).find(([cause]) => cause === last.failure?.cause)?.[1] ?? null;
  // A limit passes, and is told as one; a redirect is another story.
  if (last.answer.carrier.kind !== "status" || status === null || status === 429) return null;
  const foreign = notJson || (attributedBy.length === 0 && status >= 400);
  return foreign ? `answered ${status} by somebody else than the service` : null;
}

/** Requests to the same host that the service answered over plain HTTP, ordinary ones first. */
function answeredOverHttp({ target, observation }: CellFacts, facts: Facts): CellFacts[] {
  return [...facts.cellsOf(target.name), ...facts.controlsOf(target.name)].filter(
    (other) =>
      other.observation.asked?.transport === "http" &&
      other.observation.asked.host === observation.asked?.host &&
      other.observation.attributedBy.length > 0 &&
      !other.observation.notJson &&
      other.verdict.cause !== "server.gateway",
  );
}
