import type { Finding } from "../model/finding.ts";
import { oncePer } from "../model/once.ts";
import { isGood } from "../model/outcome.ts";
import type { Result } from "../model/report.ts";

/** Completes a finding whose cells are in one list, as in older reports, with the list of failing and of passing ones. */
export function withSides(finding: Omit<Finding, "failing" | "passing">, results: Result[]): Finding {
  const passing = listPassing(results);
  return {
    ...finding,
    failing: finding.cells.filter((id) => !passing.has(id)),
    passing: finding.cells.filter((id) => passing.has(id)),
  };
}

const listPassing = oncePer((results: Result[]) => new Set(results.filter(isGood).map(({ cell }) => cell.id)));
