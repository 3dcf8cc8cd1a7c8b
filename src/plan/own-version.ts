import type { Probe } from "../model/probe.ts";
import type { Plan } from "./index.ts";

/**
 * Returns the ids of planned probes that name their own api-version, in the order of the plan. --api-version does not
 * affect them.
 */
export function findProbesWithOwnVersion(plan: Plan, probes: Probe[]): string[] {
  const planned = new Set(plan.cells.filter(({ cell }) => cell.control === null).map(({ cell }) => cell.probe));
  return probes.filter((probe) => planned.has(probe.id) && hasOwnVersion(probe)).map(({ id }) => id);
}

function hasOwnVersion({ vary, steps }: Probe): boolean {
  return vary?.own === true || steps.some(namesOwn);
}

function namesOwn({ query }: Probe["steps"][number]): boolean {
  const version = query?.["api-version"];
  return version !== undefined && !version.includes("{");
}
