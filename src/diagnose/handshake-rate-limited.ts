import { meaningOf } from "../judge/index.ts";
import type { Answer } from "../model/answer.ts";
import type { CellFacts, Diagnosis, Facts } from "./facts.ts";
import { counted, deploymentsOf, findingPer, idsOf, perTarget } from "./group.ts";
import { nearest } from "./nearest.ts";
import { decidingRequest, refusedAtRequest } from "./route.ts";

/** New connections are limited by the gateway, which is not the quota of a model (FR-049). */
export const handshakeRateLimited: Diagnosis = {
  code: "handshake-rate-limited",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isLimited(cell, facts)),
      perTarget,
      ([first, ...more]) => {
        const cells = [first, ...more];
        const lost = cells.filter(({ verdict }) => verdict.verdict === "throttled");
        const message = limitingAnswer(first, facts)?.message ?? null;
        return {
          code: "handshake-rate-limited",
          severity: lost.length > 0 ? "low" : "information",
          title: `The rate of new connections is limited: ${counted(cells.length, "handshake")} answered 429${lost.length === 0 ? ", and taken later" : ""}`,
          target: first.target.name,
          deployment: null,
          cells: idsOf(cells),
          pair: lost[0] === undefined ? null : nearest(lost[0], facts),
          component: "quota",
          facts: { message, cells: cells.length, withoutAnswer: lost.length, deployments: deploymentsOf(cells) },
          explanation: `The service answered 429${message === null ? "" : ` “${message}”`} to new handshakes: it is the number of connections opened in a short time, not the model's quota, and it says nothing about support.${lost.length === 0 ? " They were asked again after the time that the service named, and answered." : ""}`,
          remedy:
            lost.length === 0
              ? "None is needed for this report; a client should keep its connections open and space out new ones."
              : "Run again with --concurrency 1 or a longer --max-wait; a client should keep its connections open and space out new ones.",
          ask: null,
        };
      },
    ),
};

function isLimited(cell: CellFacts, facts: Facts): boolean {
  return limitingAnswer(cell, facts) !== null || (isThrottledHandshake(cell) && areHandshakesOnly(cell, facts));
}

/** The answer of any attempt that names the limit. */
function limitingAnswer(cell: CellFacts, facts: Facts): Answer | null {
  const answers = cell.observation.attempts.flatMap(({ answer }) => answer ?? []);
  return answers.find((answer) => meaningOf(answer, facts.texts) === "throttled.handshake-rate") ?? null;
}

function isThrottledHandshake(cell: CellFacts): boolean {
  return (
    cell.verdict.cause === "throttled.call-rate" &&
    refusedAtRequest(cell) &&
    decidingRequest(cell)?.websocket !== undefined
  );
}

/**
 * In words not on record: several deployments are refused at the handshake, and plain requests to the same deployments
 * are answered in the same run. A model's quota would have stopped those as well.
 */
function areHandshakesOnly(cell: CellFacts, facts: Facts): boolean {
  const own = facts.cellsOf(cell.target.name);
  const throttled = own.filter(({ verdict }) => verdict.verdict === "throttled");
  const names = deploymentsOf(throttled);
  if (names.length < 2 || !throttled.every(isThrottledHandshake)) return false;
  return names.every((name) =>
    own.some(
      (other) =>
        other.observation.cell.deployment === name &&
        other.verdict.verdict === "supported" &&
        decidingRequest(other)?.websocket === undefined,
    ),
  );
}
