import { isHealthy, isLikeMissingDeployment } from "../judge/index.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { keyByForm } from "./route.ts";

/** Results that the deployment produced, even if they are incomplete. */
const RESULT_CAUSES = new Set(["result.empty", "result.unrelated"]);

/**
 * Whether a cell proves that its deployment exists: it returned a result, or it got another refusal than a nonexistent
 * deployment. A client secret, a 101 and an accepted update prove nothing (FR-011, FR-053).
 */
export function isProofOfExistence(cell: CellFacts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cell.observation.cell.deployment === null || cell.probe.names === "model") return false;
  return verdict === "supported" || verdict === "unsupported" || RESULT_CAUSES.has(cause);
}

/** Cells of the same deployment that prove that it exists with another form of request than this cell. */
export function listKnownElsewhere(cell: CellFacts, facts: Facts): CellFacts[] {
  const own = keyByForm(cell);
  return facts.cellsOfSameDeployment(cell).filter((other) => isProofOfExistence(other) && keyByForm(other) !== own);
}

/** Whether the missing-deployment control of a cell got a comparable response. */
export function hasHealthyControl(cell: CellFacts, facts: Facts): boolean {
  return isHealthy(facts.around(cell).missing, facts.texts);
}

/** Whether a cell got exactly the response of a nonexistent deployment, and that response is reliable. */
export function isLikeMissing(cell: CellFacts, facts: Facts): boolean {
  return hasHealthyControl(cell, facts) && isLikeMissingDeployment(cell.observation, facts.around(cell));
}

/** Whether the same request for a nonexistent deployment got another response. */
export function isDistinctFromMissing(cell: CellFacts, facts: Facts): boolean {
  return (
    cell.observation.deploymentNamed &&
    cell.observation.attributedBy.length > 0 &&
    hasHealthyControl(cell, facts) &&
    !isLikeMissingDeployment(cell.observation, facts.around(cell))
  );
}

/** Whether the verdict of a cell says that the service found the deployment. */
export function isFound({ verdict }: CellFacts): boolean {
  return ["supported", "partial", "unsupported"].includes(verdict.verdict);
}

/** Whether the service refused the cell because the model is retired. */
export function isRetired({ verdict }: CellFacts): boolean {
  return verdict.cause === "refused.model-retired";
}
