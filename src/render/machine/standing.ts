import type { Expectation } from "../../model/expectation.ts";
import { oncePer } from "../../model/once.ts";
import { isEvidence } from "../../model/outcome.ts";
import type { Report, Result } from "../../model/report.ts";
import { VERDICTS } from "../../model/verdict.ts";
import { sinceOf } from "../since.ts";

/** What a cell counts as in a report of tests. */
export type Standing =
  | { kind: "passed" }
  /** An expectation is not met, or a cell that worked in the baseline fails. */
  | { kind: "failed"; why: "unmet" | "regression" }
  /** There is no evidence, or the settle pass did not confirm a failure that may pass. */
  | { kind: "error"; why: "no-evidence" | "unconfirmed" }
  /** Rate-limited, not run, or without evidence that anything depends on. */
  | { kind: "skipped" };

const expectationsByCell = oncePer(({ expectations = [] }: Report) => {
  const byCell = new Map<string, Set<Expectation["standing"]>>();
  for (const { standing, cells } of expectations)
    for (const cell of cells) byCell.set(cell, (byCell.get(cell) ?? new Set()).add(standing));
  return byCell;
});
const regressionsOf = oncePer(({ run }: Report) => new Set(run.exit?.regressions ?? []));
const optionalTargets = oncePer(
  ({ targets }: Report) => new Set(targets.flatMap(({ name, optional = false }) => (optional ? [name] : []))),
);

/** The standing of an ordinary cell. It follows from the expectations and the regressions that the report has. */
export function standingOf(report: Report, result: Result): Standing {
  const { cell, verdict } = result;
  if (verdict === "skipped" || verdict === "throttled") return { kind: "skipped" };
  const expected = expectationsByCell(report).get(cell.id) ?? new Set();
  if (expected.has("unmet")) return { kind: "failed", why: "unmet" };
  if (regressionsOf(report).has(cell.id)) return { kind: "failed", why: "regression" };
  const isSpared = optionalTargets(report).has(cell.target) || (expected.has("met") && !expected.has("no-evidence"));
  if (!isEvidence(result)) return isSpared ? { kind: "skipped" } : { kind: "error", why: "no-evidence" };
  const isDecisive = expected.has("no-evidence") || sinceOf(report, result)?.trend === "worse";
  if (VERDICTS[verdict] === "fault" && isDecisive) return { kind: "error", why: "unconfirmed" };
  return { kind: "passed" };
}
