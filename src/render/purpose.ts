import { oncePer } from "../model/once.ts";
import { isFamily } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { isPurpose, roleTested } from "../model/role.ts";

/** Whether a cell tests its deployment for the purpose of that deployment. */
export type IsOfPurpose = (result: Result) => boolean;

/**
 * A cell is of its deployment's purpose if the probe has the deployment's role. If the role is unknown, the roles of the
 * cells that work count, or all roles if none works. If no cell of the run has a purpose, the operator chose the cells,
 * and every cell counts. Controls and the cells of families never count: a refused setting or api-version is no symptom.
 */
export const purposesIn = oncePer((report: Report): IsOfPurpose => {
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  const roleOf = (cell: Result["cell"]) => {
    const probe = probes.get(cell.probe);
    return probe === undefined ? undefined : roleTested(probe, cell.role);
  };
  const asked = report.results.filter(({ cell, verdict }) => cell.control === null && verdict !== "skipped");
  const shown = new Map<string, Set<string>>();
  for (const { cell, verdict } of asked) {
    const role = roleOf(cell);
    if (verdict !== "supported" || role === undefined || !isPurpose(role)) continue;
    shown.set(keyOf(cell), (shown.get(keyOf(cell)) ?? new Set()).add(role));
  }
  const isMeant = ({ cell }: Result) => {
    const role = roleOf(cell);
    if (role === undefined || cell.role === null) return false;
    if (cell.role !== "unknown") return cell.role === role;
    const works = shown.get(keyOf(cell));
    return isPurpose(role) && (works === undefined || works.has(role));
  };
  const meant = asked.filter(isMeant);
  const deployments = new Set(meant.map(({ cell }) => keyOf(cell)));
  const targets = new Set(meant.map(({ cell }) => cell.target));
  const naming = new Set(asked.filter(({ cell }) => cell.deployment !== null).map(({ cell }) => cell.target));
  return (result) => {
    const { cell } = result;
    if (cell.control !== null || isFamily(probes.get(cell.probe)?.group)) return false;
    if (cell.deployment === null) return !naming.has(cell.target);
    // No probe has this role, so refusals of the deployment are less important than those with a purpose.
    const hasPurpose = cell.role === "other" ? targets.has(cell.target) : deployments.has(keyOf(cell));
    return hasPurpose ? isMeant(result) : true;
  };
});

function keyOf({ target, deployment }: Result["cell"]): string {
  return JSON.stringify([target, deployment]);
}
