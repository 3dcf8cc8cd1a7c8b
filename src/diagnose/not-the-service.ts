import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";
import { nearest } from "./nearest.ts";

const SPOKEN_BY_ANOTHER = new Set<Cause>(["app.not-json", "app.unattributed", "server.gateway"]);

/** Answers that bear no mark of the service: a gateway, a portal or a proxy spoke in its place. */
export const notTheService: Diagnosis = {
  code: "not-the-service",
  diagnose: (facts) => findingPer(facts.cells.filter(isSpokenByAnother), perTarget, (cells) => findingOf(cells, facts)),
};

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const target = first.target.name;
  const attributed = facts.all.filter((cell) => cell.target.name === target && isAttributed(cell));
  const none = attributed.length === 0;
  const pages = cells.filter(({ observation }) => observation.notJson);
  return {
    code: "not-the-service",
    severity: none ? "high" : "medium",
    title: none
      ? "Nothing that answered here bears a mark of the service"
      : `${counted(cells.length, "answer")} did not come from the service, or bore no mark of it`,
    target,
    deployment: null,
    cells: idsOf(cells),
    pair: nearest(first, facts, isAttributed),
    component: none ? "customer-network" : "unknown",
    facts: {
      answers: [...new Set(cells.map(({ observation }) => observation.status))],
      pages: pages.length,
      answeredByTheService: attributed.length,
    },
    explanation: `An answer of the service has its headers (apim-request-id, x-ms-region), its error body or its events; ${pages.length === 0 ? `these (${answerInWords(first)}) have none of them` : `these have a page of HTML in place of it (${first.observation.status})`}. A login portal, a proxy or a gateway of one's own may have spoken, so nothing is concluded from them: neither what is supported nor what is not.`,
    remedy: none
      ? "Check the endpoint, and ask again from a network without a proxy or portal in between; where a gateway of one's own is meant, ask the resource itself as well."
      : "Ask these cells again; where they pass a gateway of one's own, ask the resource itself and compare.",
    ask: null,
  };
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
