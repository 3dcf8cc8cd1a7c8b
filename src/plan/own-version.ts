import type { Probe } from "../model/probe.ts";
import type { Plan } from "./index.ts";

/** Ids of planned probes that name an api-version of their own: no other reaches them. In the order of the plan. */
export function namingOwnVersion(plan: Plan, probes: Probe[]): string[] {
  const planned = new Set(plan.cells.filter(({ cell }) => cell.control === null).map(({ cell }) => cell.probe));
  return probes.filter((probe) => planned.has(probe.id) && probe.steps.some(namesOwn)).map(({ id }) => id);
}

function namesOwn({ query }: Probe["steps"][number]): boolean {
  const version = query?.["api-version"];
  return version !== undefined && !version.includes("{");
}
