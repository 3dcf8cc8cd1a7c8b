import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole, worksInItsRole } from "./purpose.ts";
import { decidingRequest, perRoute, refusedAtRequest, routeInWords, routeOf } from "./route.ts";

/** A plain request was held back by a limit of rate or quota, and not answered within the time that a run waits. */
export const rateLimited: Diagnosis = {
  code: "rate-limited",
  diagnose: (facts) => findingPer(facts.cells.filter(isLimited), perRoute, (cells) => findingOf(cells, facts)),
};

/** A limit that bears no mark of the service is told as somebody else's; a socket's limit has findings of its own. */
function isLimited(cell: CellFacts): boolean {
  return (
    cell.verdict.verdict === "throttled" &&
    refusedAtRequest(cell) &&
    decidingRequest(cell)?.websocket === undefined &&
    cell.observation.attributedBy.length > 0
  );
}

function findingOf(cells: Group, facts: Facts): Finding {
  const stuck = cells.find((cell) => isOwnRole(cell, facts) && !worksInItsRole(cell, facts));
  const first = stuck ?? cells[0];
  const path = routeInWords(routeOf(first));
  const { retryAfter } = first.observation;
  const names = listed(deploymentsOf(cells));
  const times = first.observation.attempts.length;
  const quota = first.verdict.cause === "throttled.quota";
  return {
    code: "rate-limited",
    severity: stuck === undefined ? "low" : "medium",
    title: `${path} is limited${names === "" ? "" : ` for ${names}`}: ${quota ? "the quota is used up" : "more requests than its rate allows"}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: "quota",
    facts: {
      path,
      answer: answerInWords(first),
      limit: first.observation.last?.answer?.message ?? null,
      retryAfter,
      cause: first.verdict.cause,
      attempts: times,
      probes: probesOf(cells),
    },
    explanation: `${path} answers ${answerInWords(first)}${times === 1 ? "" : `, each of ${times} times`}${retryAfter === null ? ", and names no time to come again" : ` (${retryAfter})`}. It is a limit, met before the request was looked at: neither the path nor the model is refused, and nothing is proven of them either.`,
    remedy: `Compare the limits of the deployment and of the resource's tier with what else uses them, raise them or ${retryAfter === null ? "wait" : "wait for the time named"}, and run again; --max-wait says how long a run may wait.`,
    ask: null,
  };
}
