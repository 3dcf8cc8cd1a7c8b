import { meaningOf } from "../judge/index.ts";
import type { Answer } from "../model/answer.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { listDeployments } from "./group.ts";
import { getDecidingRequest, isRefusedAtRequest } from "./route.ts";

/** Whether the gateway limits new connections, which is not the quota of a model. */
export function isHandshakeLimited(cell: CellFacts, facts: Facts): boolean {
  return (
    findLimitingAnswer(cell, facts) !== null || (isThrottledHandshake(cell) && hasLimitedHandshakesOnly(cell, facts))
  );
}

/** The response of any attempt that names the limit. */
export function findLimitingAnswer(cell: CellFacts, facts: Facts): Answer | null {
  const answers = cell.observation.attempts.flatMap(({ answer }) => answer ?? []);
  return answers.find((answer) => meaningOf(answer, facts.texts) === "throttled.handshake-rate") ?? null;
}

function isThrottledHandshake(cell: CellFacts): boolean {
  return (
    cell.verdict.cause === "throttled.call-rate" &&
    isRefusedAtRequest(cell) &&
    getDecidingRequest(cell)?.websocket !== undefined
  );
}

/**
 * For unrecorded wordings: whether several deployments are limited at the handshake while plain requests to them
 * succeed. A model's quota would limit the plain requests too.
 */
function hasLimitedHandshakesOnly(cell: CellFacts, facts: Facts): boolean {
  const own = facts.cellsOf(cell.target.name);
  const throttled = own.filter(({ verdict }) => verdict.verdict === "throttled");
  const names = listDeployments(throttled);
  if (names.length < 2 || !throttled.every(isThrottledHandshake)) return false;
  return names.every((name) =>
    own.some(
      (other) =>
        other.observation.cell.deployment === name &&
        other.verdict.verdict === "supported" &&
        getDecidingRequest(other)?.websocket === undefined,
    ),
  );
}
