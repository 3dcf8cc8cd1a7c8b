import { isPurpose } from "../model/role.ts";
import { type CellFacts, type Facts, works } from "./facts.ts";

/** Whether a cell asks its deployment what it is for. */
export function isOwnRole(cell: CellFacts, facts: Facts): boolean {
  const { role } = cell.observation.cell;
  const { probeRole } = cell.observation;
  if (role !== "unknown") return role !== null && role === probeRole;
  const shown = rolesShown(cell, facts);
  return isPurpose(probeRole) && (shown.size === 0 || shown.has(probeRole));
}

/** Whether any path gave the deployment of a cell a result in its role. */
export function worksInItsRole(cell: CellFacts, facts: Facts): boolean {
  return facts.cellsBeside(cell).some((other) => works(other) && isOwnRole(other, facts));
}

/**
 * What a deployment whose role nobody stated is for is shown by what works: the roles of the probes that brought a
 * result. Empty: nothing did, and it may be for anything.
 */
function rolesShown(cell: CellFacts, facts: Facts): Set<string> {
  return new Set(
    facts
      .cellsBeside(cell)
      .filter(works)
      .map(({ observation }) => observation.probeRole)
      .filter(isPurpose),
  );
}
