import { isHealthy, likeMissingDeployment } from "../judge/index.ts";
import type { CellFacts, Facts } from "./facts.ts";
import { formKey } from "./route.ts";

/** Results that came from the deployment, even if they were not what was asked for. */
const CAME_FROM_IT = new Set(["result.empty", "result.unrelated"]);

/**
 * Whether a cell shows that its deployment exists: it gave a result, or the operation was refused in other words than
 * for a deployment that cannot exist. A mint, a 101 and an accepted update show nothing (FR-011, FR-053).
 */
export function provesExistence(cell: CellFacts): boolean {
  const { verdict, cause } = cell.verdict;
  if (cell.observation.cell.deployment === null || cell.probe.names === "model") return false;
  return verdict === "supported" || verdict === "unsupported" || CAME_FROM_IT.has(cause);
}

/** Cells of the same deployment and target that show that it exists, asked in another way than this cell is. */
export function knownElsewhere(cell: CellFacts, facts: Facts): CellFacts[] {
  const own = formKey(cell);
  return facts.cellsBeside(cell).filter((other) => provesExistence(other) && formKey(other) !== own);
}

/** Whether the missing-deployment control beside a cell gave an answer that others can be compared with. */
export function hasHealthyControl(cell: CellFacts, facts: Facts): boolean {
  return isHealthy(facts.around(cell).missing, facts.texts);
}

/** Whether a cell is answered exactly as the deployment that cannot exist is, and that answer can be relied on. */
export function isLikeMissing(cell: CellFacts, facts: Facts): boolean {
  return hasHealthyControl(cell, facts) && likeMissingDeployment(cell.observation, facts.around(cell));
}

/** Whether the service told a cell's deployment from one that cannot exist: the same request, another answer. */
export function isToldFromMissing(cell: CellFacts, facts: Facts): boolean {
  return (
    cell.observation.deploymentNamed &&
    cell.observation.attributedBy.length > 0 &&
    hasHealthyControl(cell, facts) &&
    !likeMissingDeployment(cell.observation, facts.around(cell))
  );
}
