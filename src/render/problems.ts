import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { Report } from "../model/report.ts";
import { findingsOf, isProblem } from "./view.ts";

/** Findings of one kind, under the number that they have among the findings of a target. */
export interface Problem {
  /** `F1`. */
  label: string;
  /** The first of them: it represents the others. */
  finding: Finding;
  findings: Finding[];
  /** Ids of the cells of all of them, apart as in a finding. */
  failing: string[];
  passing: string[];
}

/** What is wrong with a target: findings of one code and severity as one problem, in the order of their first. */
export function problemsOfTarget(report: Report, target: string): Problem[] {
  const findings = findingsOf(report, target).filter(isProblem);
  const groups = [...groupBy(findings, ({ code: kind, severity }) => `${kind} ${severity}`).values()];
  return groups.flatMap((group, n) => {
    const [finding] = group;
    if (finding === undefined) return [];
    const failing = [...new Set(group.flatMap((one) => one.failing))];
    const passing = [...new Set(group.flatMap((one) => one.passing))];
    return [{ label: `F${n + 1}`, finding, findings: group, failing, passing }];
  });
}
