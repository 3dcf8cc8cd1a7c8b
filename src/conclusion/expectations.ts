import { normalizeRegion } from "../model/answered-region.ts";
import type { Cause } from "../model/cause.ts";
import type { Expectation, ExpectationStanding, ExpectEntry, Expected } from "../model/expectation.ts";
import { groupBy } from "../model/group-by.ts";
import { isEvidence, isGood } from "../model/outcome.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { hasRole, isPurpose, type Role } from "../model/role.ts";
import { type Deployment, findDeployment } from "../model/target.ts";
import { matchesAny } from "../plan/index.ts";
import { meetExpectation } from "./exit-policy.ts";

/** Reasons not to run a cell that say nothing about the service: the target lacks what the probe needs. */
const NOT_APPLICABLE: readonly Cause[] = ["skipped.host-not-named", "skipped.no-companion", "skipped.other-provider"];

/** Whether a cell can be evidence for what its deployment is for. */
export function isApplicable({ cause }: Result): boolean {
  return !NOT_APPLICABLE.includes(cause);
}

/**
 * What was expected of this run, and how the run met it.
 * @param hasDefault whether one way must work for each deployment of a known role that no entry is about
 */
export function checkExpectations(report: Report, hasDefault: boolean): Expectation[] {
  const entries = report.expect ?? [];
  const isForRole = roleCheckOf(report);
  const isConfirmed = confirmedIn(report);
  const standingOf = (expected: Expected, result: Result): ExpectationStanding =>
    meetExpectation(expected, result, isConfirmed(result.cell.id));
  const byTarget = groupBy(ordinaryResults(report), ({ cell }) => cell.target);
  return report.targets.flatMap((target): Expectation[] => {
    const own = byTarget.get(target.name) ?? [];
    const rolesExpected = entries.flatMap((entry) =>
      entry.for !== undefined && isOf(entry, target) ? [entry.for] : [],
    );
    const forRoles = [...new Set(rolesExpected)].map((role): Expectation => {
      const ways = own.filter(
        ({ cell }) => isForRole(cell.probe, role) && (cell.role === role || cell.role === "unknown"),
      );
      const standing = standingOfWays("supported", ways, standingOf);
      const about = { target: target.name, deployment: null, cell: null, role, expected: "supported" } as const;
      return { ...about, source: "configuration", standing, cells: idsOf(ways) };
    });
    const byDeployment = groupBy(own, ({ cell }) => cell.deployment);
    const forDeployments = target.deployments.flatMap((deployment): Expectation[] => {
      const results = byDeployment.get(deployment.name) ?? [];
      if (results.length === 0) return [];
      const stated = expectedOfDeployment(entries, target, deployment);
      const isCovered =
        rolesExpected.some((role) => role === deployment.role) ||
        results.some(({ cell }) => expectedOfCell(entries, target, cell) !== null);
      const isDefault = hasDefault && !isCovered && isPurpose(deployment.role);
      if (stated === null && !isDefault) return [];
      const ways = waysOf(deployment, results, isForRole);
      if (stated === null && ways.length === 0) return [];
      const expected = stated ?? "supported";
      return [
        {
          target: target.name,
          deployment: deployment.name,
          cell: null,
          role: null,
          expected,
          source: stated === null ? "default" : "configuration",
          standing: standingOfWays(expected, ways, standingOf),
          cells: idsOf(ways),
        },
      ];
    });
    const forCells = own.flatMap((result): Expectation[] => {
      const { cell } = result;
      const expected = expectedOfCell(entries, target, cell);
      if (expected === null) return [];
      const about = { target: target.name, deployment: cell.deployment, cell: cell.id, role: null, expected };
      return [{ ...about, source: "configuration", standing: standingOf(expected, result), cells: [cell.id] }];
    });
    return [...forRoles, ...forDeployments, ...forCells];
  });
}

/** What the configuration says about a cell: about the cell itself, or else about its deployment. Null if nothing. */
export function expectedOf(report: Report): (result: Result) => Expected | null {
  const entries = report.expect ?? [];
  const targets = new Map(report.targets.map((target) => [target.name, target]));
  return ({ cell }) => {
    const target = targets.get(cell.target);
    if (target === undefined || entries.length === 0) return null;
    const deployment = findDeployment(target, cell.deployment);
    const ofCell = expectedOfCell(entries, target, cell);
    return ofCell ?? (deployment === null ? null : expectedOfDeployment(entries, target, deployment));
  };
}

type RoleCheck = (probe: string, role: Role) => boolean;

/** Whether the probe of that id has a role. */
export function roleCheckOf({ probes }: Pick<Report, "probes">): RoleCheck {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  return (id, role) => {
    const probe = byId.get(id);
    return probe !== undefined && hasRole(probe, role);
  };
}

/** Cells that are neither controls nor extra requests. */
export function ordinaryResults({ results }: Pick<Report, "results">): Result[] {
  return results.filter(({ cell }) => cell.control === null);
}

/** Whether the settle pass repeated a cell, and it failed again with evidence. */
export function confirmedIn({ results }: Pick<Report, "results">): (id: string) => boolean {
  const confirmed = new Set(
    results.flatMap((result) => {
      const { settles } = result.cell;
      return settles?.trial.kind === "again" && isEvidence(result) && !isGood(result) ? [settles.cell] : [];
    }),
  );
  return (id) => confirmed.has(id);
}

/** The documented ways to use a deployment. A deployment of another or unknown role has no documented way. */
function waysOf({ role }: Deployment, results: Result[], isForRole: RoleCheck): Result[] {
  const applicable = results.filter(isApplicable);
  return isPurpose(role) ? applicable.filter(({ cell }) => isForRole(cell.probe, role)) : applicable;
}

/** One way is enough to meet `supported`. To meet `unsupported`, no way may work and none may lack evidence. */
function standingOfWays(
  expected: Expected,
  ways: Result[],
  standingOf: (expected: Expected, result: Result) => ExpectationStanding,
): ExpectationStanding {
  if (expected === "any") return "met";
  const applicable = ways.filter(isApplicable);
  const standings = applicable.map((result) => standingOf(expected, result));
  const has = (standing: ExpectationStanding) => standings.includes(standing);
  if (expected === "unsupported") {
    if (has("improved")) return "improved";
    return has("met") && applicable.every(isEvidence) ? "met" : "no-evidence";
  }
  if (has("met")) return "met";
  return has("no-evidence") || applicable.length === 0 ? "no-evidence" : "unmet";
}

function expectedOfCell(
  entries: ExpectEntry[],
  target: ReportTarget,
  { probe, deployment }: Pick<Result["cell"], "probe" | "deployment">,
): Expected | null {
  const own = findDeployment(target, deployment);
  const last = entries.findLast(
    (entry) =>
      entry.probe !== undefined &&
      matchesAny(probe, [entry.probe]) &&
      isOf(entry, target) &&
      (own === null ? entry.deployment === undefined && entry.model === undefined : isAbout(entry, own)),
  );
  return last?.is ?? null;
}

function expectedOfDeployment(entries: ExpectEntry[], target: ReportTarget, deployment: Deployment): Expected | null {
  const last = entries.findLast(
    (entry) => entry.is !== undefined && entry.probe === undefined && isOf(entry, target) && isAbout(entry, deployment),
  );
  return last?.is ?? null;
}

/** Whether an entry selects a target by its name and its stated region. */
export function isOf(entry: ExpectEntry, { name, region }: Pick<ReportTarget, "name" | "region">): boolean {
  const isNamed = entry.target === undefined || matchesAny(name, [entry.target]);
  if (!isNamed || entry.region === undefined) return isNamed;
  return (
    region !== null && matchesAny(normalizeRegion(region), [entry.region.toLowerCase().replace(/[^a-z0-9*?]/g, "")])
  );
}

/** Whether an entry selects a deployment by its name and its model. */
export function isAbout(entry: ExpectEntry, { name, model }: Pick<Deployment, "name" | "model">): boolean {
  if (entry.deployment !== undefined && !matchesAny(name, [entry.deployment])) return false;
  return entry.model === undefined || matchesAny(model ?? name, [entry.model]);
}

function idsOf(results: Result[]): string[] {
  return results.map(({ cell }) => cell.id);
}
