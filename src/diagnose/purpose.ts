import { isPurpose } from "../model/role.ts";
import { type CellFacts, type Facts, hasResult } from "./facts.ts";

/** Whether a cell tests its deployment in its own role. */
export function isOwnRole(cell: CellFacts, facts: Facts): boolean {
  const { role } = cell.observation.cell;
  const { probeRole } = cell.observation;
  if (role !== "unknown") return role !== null && role === probeRole;
  const shown = listShownRoles(cell, facts);
  return isPurpose(probeRole) && (shown.size === 0 || shown.has(probeRole));
}

/** Whether any path returned a result in the role of a cell's deployment. */
export function hasResultInItsRole(cell: CellFacts, facts: Facts): boolean {
  return facts.cellsOfSameDeployment(cell).some((other) => hasResult(other) && isOwnRole(other, facts));
}

/**
 * The roles that a deployment of unknown role has, according to the probes that returned a result. Empty: no probe did,
 * so any role is possible.
 */
function listShownRoles(cell: CellFacts, facts: Facts): Set<string> {
  return new Set(
    facts
      .cellsOfSameDeployment(cell)
      .filter(hasResult)
      .map(({ observation }) => observation.probeRole)
      .filter(isPurpose),
  );
}
