import type { FailOn } from "../model/exit.ts";
import type { Expectation } from "../model/expectation.ts";
import { groupBy } from "../model/group-by.ts";
import { isEvidence, isGood } from "../model/outcome.ts";
import type { Report, Result } from "../model/report.ts";
import { listRetirements } from "../model/retirement.ts";
import { VERDICTS } from "../model/verdict.ts";
import { decideExit, meetExpectation, type Shown } from "./exit-policy.ts";
import {
  checkExpectations,
  confirmedIn,
  expectedOf,
  isApplicable,
  ordinaryResults,
  roleCheckOf,
} from "./expectations.ts";

/**
 * Adds how the run met what was expected of it, and the exit code with its reason.
 * @param given the policy of --fail-on. Null: a baseline implies `regression`, and `expect:` implies `required`
 * @param retiringDays the days of `retiring<30d` in that policy, or null
 */
export function addExit(report: Report, given: FailOn | null, retiringDays: number | null = null): Report {
  const failOn = given ?? impliedPolicy(report);
  const { expectations: _, ...rest } = report;
  const expectations = checkExpectations(report, given !== null || report.baseline !== undefined);
  const shown = summarise(report, expectations, failOn, retiringDays);
  const regressions = report.baseline === undefined ? {} : { regressions: shown.regressions };
  return {
    ...rest,
    ...(expectations.length === 0 ? {} : { expectations }),
    run: {
      ...report.run,
      exit: {
        ...decideExit(shown, failOn),
        failOn: given,
        ...(retiringDays === null ? {} : { retiringDays }),
        ...regressions,
      },
    },
  };
}

/**
 * Cells whose failure may pass and would decide the exit code. A repetition must confirm it.
 * @param given as in `addExit`
 */
export function listUnconfirmed(report: Report, given: FailOn | null): Set<string> {
  const isConfirmed = confirmedIn(report);
  const expected = checkExpectations(report, given !== null || report.baseline !== undefined).filter(
    (one) => one.expected === "supported" && one.standing === "no-evidence",
  );
  const worse = (report.baseline?.cells ?? []).filter(({ trend }) => trend === "worse");
  const decisive = new Set([...expected.flatMap(({ cells }) => cells), ...worse.map(({ cell }) => cell)]);
  const open = report.results.filter(
    ({ cell, verdict }) => decisive.has(cell.id) && VERDICTS[verdict] === "fault" && !isConfirmed(cell.id),
  );
  return new Set(open.map(({ cell }) => cell.id));
}

function impliedPolicy({ baseline, expect = [] }: Report): FailOn | null {
  if (baseline !== undefined) return "regression";
  return expect.length > 0 ? "required" : null;
}

function summarise(
  report: Report,
  expectations: Expectation[],
  failOn: FailOn | null,
  retiringDays: number | null,
): Shown {
  const optional = new Set(report.targets.flatMap(({ name, optional: is = false }) => (is ? [name] : [])));
  const required = expectations.filter((one) => one.standing !== "no-evidence" || !optional.has(one.target));
  const withStanding = (standing: Expectation["standing"]) =>
    required.filter((one) => one.standing === standing).map(subjectOf);
  const { regressions, unproven, differences } = compareWithBaseline(report, optional);
  const isCompared = report.baseline !== undefined && (failOn === "regression" || failOn === "any");
  return {
    hasCells: report.results.some(({ cell }) => cell.control === null),
    isComplete: report.run.complete,
    late: report.results.filter(({ cause }) => cause === "skipped.deadline").length,
    unmet: withStanding("unmet"),
    regressions,
    retiring: retiringDays === null ? [] : listRetiring(report, retiringDays),
    differences: [...withStanding("improved"), ...differences],
    unproven: [
      ...withStanding("no-evidence"),
      ...listUnproven(report, expectations, optional),
      ...(isCompared ? unproven : []),
    ],
    expectations: expectations.length,
    isCompared,
  };
}

/** `TARGET/DEPLOYMENT on DATE` of each deployment of the run whose model retires in fewer days. */
function listRetiring({ run, targets, claims, results }: Report, days: number): string[] {
  if (run.startedAt === null || run.emulated !== undefined) return [];
  const used = new Set(results.map(({ cell }) => `${cell.target}/${cell.deployment}`));
  return listRetirements(targets, claims, run.startedAt.slice(0, 10)).flatMap(({ target, deployment, on, daysLeft }) =>
    daysLeft < days && used.has(`${target}/${deployment}`) ? [`${target}/${deployment} on ${on}`] : [],
  );
}

/** A cell by its id, a deployment by `TARGET/DEPLOYMENT`, and a role by `TARGET for ROLE`. */
export function subjectOf({ target, deployment, cell, role }: Expectation): string {
  if (cell !== null) return cell;
  return deployment === null ? `${target} for ${role}` : `${target}/${deployment}`;
}

/** Required cells without evidence that no expectation is about, and targets without any claim. */
function listUnproven(report: Report, expectations: Expectation[], optional: ReadonlySet<string>): string[] {
  const ordinary = ordinaryResults(report);
  if (ordinary.length > 0 && !ordinary.some(isEvidence)) return ["any cell"];
  const hasItsRole = roleCheckOf(report);
  const covered = new Set(expectations.flatMap(({ cells }) => cells));
  const isRequired = (result: Result) =>
    result.cell.role !== null && hasItsRole(result.cell.probe, result.cell.role) && isApplicable(result);
  const cells = ordinary.filter((result) => {
    const { target, id } = result.cell;
    return isRequired(result) && !isEvidence(result) && !covered.has(id) && !optional.has(target);
  });
  // A target without cells was excluded by a filter, so nothing is missing.
  const targets = [...groupBy(ordinary, ({ cell }) => cell.target)].flatMap(([target, own]) =>
    optional.has(target) || own.some(({ verdict }) => VERDICTS[verdict] === "claim") ? [] : [target],
  );
  return [...cells.map(({ cell }) => cell.id), ...targets];
}

/** Regressions that nobody expects, what could be one, and every other difference. */
function compareWithBaseline(
  report: Report,
  optional: ReadonlySet<string>,
): Pick<Shown, "regressions" | "unproven" | "differences"> {
  const { baseline } = report;
  if (baseline === undefined) return { regressions: [], unproven: [], differences: [] };
  const results = new Map(report.results.map((result) => [result.cell.id, result]));
  const expected = expectedOf(report);
  const isConfirmed = confirmedIn(report);
  const isWatched = (result: Result) => !["any", "unsupported"].includes(expected(result) ?? "supported");
  const isMissed = (result: Result) => isWatched(result) && !optional.has(result.cell.target);
  const worse = baseline.cells.flatMap(({ cell, trend }) => (trend === "worse" ? (results.get(cell) ?? []) : []));
  const standingOf = (result: Result) => meetExpectation("supported", result, isConfirmed(result.cell.id));
  const lost = baseline.notCompared.flatMap(({ cell, why, before }) =>
    why === "no-evidence-now" && before !== undefined && isGood(before) ? (results.get(cell) ?? []) : [],
  );
  const isUnmet = (result: Result) => standingOf(result) === "unmet";
  const unconfirmed = worse.filter((result) => !isUnmet(result));
  const presences = [baseline.added, baseline.vanished].flatMap((one) =>
    one === undefined ? [] : [...one.targets, ...one.deployments, ...one.cells],
  );
  const changed = baseline.cells.filter(({ trend }) => trend === "better" || trend === "other");
  return {
    regressions: worse.filter((result) => isUnmet(result) && isWatched(result)).map(({ cell }) => cell.id),
    unproven: [...unconfirmed, ...lost].filter(isMissed).map(({ cell }) => cell.id),
    differences: [
      ...changed.map(({ cell }) => cell),
      ...worse.filter((result) => isUnmet(result) && !isWatched(result)).map(({ cell }) => cell.id),
      ...presences,
    ],
  };
}
