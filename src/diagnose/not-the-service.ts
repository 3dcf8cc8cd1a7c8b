import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";
import { nearest } from "./nearest.ts";
import { websocketBlocked } from "./websocket-blocked.ts";

const SPOKEN_BY_ANOTHER = new Set<Cause>(["app.not-json", "app.unattributed", "server.gateway"]);

/** Answers that bear no mark of the service: a gateway, a portal or a proxy spoke in its place. */
export const notTheService: Diagnosis = {
  code: "not-the-service",
  diagnose: (facts) => {
    // Told better as sockets that do not get through.
    const told = new Set(websocketBlocked.diagnose(facts).flatMap(({ cells }) => cells));
    const untold = facts.cells.filter((cell) => isSpokenByAnother(cell) && !told.has(cell.id));
    return findingPer(untold, perTarget, (cells) => findingOf(cells, facts));
  },
};

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const target = first.target.name;
  const attributed = facts.allOf(target).filter(isAttributed);
  const none = attributed.length === 0;
  const only = onlyTransport(cells, attributed);
  const pages = cells.filter(({ observation }) => observation.notJson);
  return {
    code: "not-the-service",
    severity: none ? "high" : "medium",
    title: none
      ? "Nothing that answered here bears a mark of the service"
      : `${counted(cells.length, "answer")}${only === null ? "" : ` to ${ASKED[only]}`} did not come from the service, or bore no mark of it`,
    target,
    deployment: null,
    cells: idsOf(cells),
    pair: nearest(first, facts, isAttributed),
    component: none ? "customer-network" : "unknown",
    facts: {
      answers: [...new Set(cells.map(({ observation }) => observation.status))],
      pages: pages.length,
      answeredByTheService: attributed.length,
      onlyOver: only,
    },
    explanation: `An answer of the service has its headers (apim-request-id, x-ms-region), its error body or its events; ${pages.length === 0 ? `these (${answerInWords(first)}) have none of them` : `these have a page of HTML in place of it (${first.observation.status})`}. A login portal, a proxy or a gateway of one's own may have spoken, so nothing is concluded from them: neither what is supported nor what is not.${only === null ? "" : ` All of them are answers to ${ASKED[only]}; over the other transport the service answered in the same run.`}`,
    remedy: none
      ? "Check the endpoint, and ask again from a network without a proxy or portal in between; where a gateway of one's own is meant, ask the resource itself as well."
      : "Ask these cells again; where they pass a gateway of one's own, ask the resource itself and compare.",
    ask: null,
  };
}

/** What was asked over each transport, in words. */
const ASKED = { http: "plain HTTP requests", websocket: "WebSocket handshakes" } as const;

/** The transport of all these cells, where the service answered over the other one and not over this; else null. */
function onlyTransport(cells: CellFacts[], attributed: CellFacts[]): "http" | "websocket" | null {
  const [over, ...more] = new Set(cells.map(({ observation }) => observation.asked?.transport ?? null));
  if (over === undefined || over === null || more.length > 0 || attributed.length === 0) return null;
  return attributed.some(({ observation }) => observation.asked?.transport === over) ? null : over;
}

/** Said so by its verdict, or a denied access, a limit or a fault that bears no mark: a gateway has all of its own. */
function isSpokenByAnother({ observation, verdict }: CellFacts): boolean {
  if (SPOKEN_BY_ANOTHER.has(verdict.cause)) return true;
  const anybodys = ["auth", "throttled", "server-fault"].includes(verdict.verdict);
  return anybodys && observation.attributedBy.length === 0 && observation.last?.answer?.carrier.kind === "status";
}

function isAttributed({ observation, verdict }: CellFacts): boolean {
  return observation.attributedBy.length > 0 && !observation.notJson && !SPOKEN_BY_ANOTHER.has(verdict.cause);
}
