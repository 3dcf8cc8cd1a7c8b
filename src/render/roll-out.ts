import { CAUSES } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { hasRole } from "../model/role.ts";
import type { Deployment } from "../model/target.ts";
import { evidenceIn } from "./compared-row.ts";
import { bestWitnessed } from "./reading.ts";
import { findingsOf, isProblem, resultsOf } from "./view.ts";
import { counted } from "./words.ts";

/** The roles that a roll-out is decided on. */
export const ROLLED_OUT = ["conversation", "transcription", "translation"] as const;
type RolledOut = (typeof ROLLED_OUT)[number];

/**
 * What one deployment is proven to do in its role, what prevents it, or why nothing is known. `unknown` counts the paths
 * without evidence.
 */
export type Standing =
  | { kind: "works"; deployment: string; proven: [Result, ...Result[]] }
  | { kind: "finding"; deployment: string; finding: Finding; unknown: number }
  | { kind: "outcome"; deployment: string; result: Result; unknown: number }
  | { kind: "no-evidence"; deployment: string; why: string }
  | { kind: "not-asked"; deployment: string };

/** A target's standing in each role; an empty list: it has no deployment of that role. */
export interface RollOutRow {
  target: ReportTarget;
  standings: Record<RolledOut, Standing[]>;
}

/** One row a target. A path proven by a result outranks any finding. */
export function rollOut(report: Report): RollOutRow[] {
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  return report.targets.map((target) => {
    const findings = findingsOf(report, target.name).filter(isProblem);
    const own = groupBy(
      resultsOf(report, target.name).filter(({ cell }) => cell.control === null),
      ({ cell }) => cell.deployment,
    );
    const standingsIn = (role: RolledOut) =>
      target.deployments.flatMap((deployment) => {
        const inRole = (own.get(deployment.name) ?? []).filter(({ cell }) => {
          const probe = probes.get(cell.probe);
          return probe !== undefined && hasRole(probe, role);
        });
        return isOfRole(deployment, role, inRole) ? [standingOf(deployment, inRole, findings)] : [];
      });
    return {
      target,
      standings: {
        conversation: standingsIn("conversation"),
        transcription: standingsIn("transcription"),
        translation: standingsIn("translation"),
      },
    };
  });
}

/** What a deployment whose role nobody stated is for is shown by what works. */
function isOfRole(deployment: Deployment, role: RolledOut, inRole: Result[]): boolean {
  return deployment.role === role || (deployment.role === "unknown" && inRole.some(isProven));
}

function isProven({ verdict }: Result): boolean {
  return verdict === "supported";
}

/** Deployments whose role is none of the three: they have no column. */
export function beside({ target, standings }: RollOutRow): Deployment[] {
  const shown = new Set(ROLLED_OUT.flatMap((role) => standings[role].map(({ deployment }) => deployment)));
  return target.deployments.filter(({ name }) => !shown.has(name));
}

function standingOf({ name }: Deployment, inRole: Result[], findings: Finding[]): Standing {
  const [first, ...more] = bestWitnessed(inRole.filter(isProven));
  if (first !== undefined) return { kind: "works", deployment: name, proven: [first, ...more] };
  const asked = inRole.filter(({ verdict }) => verdict !== "skipped");
  const refused = asked.filter((result) => evidenceIn(result).kind === "does-not-work");
  const [result] = refused;
  if (result === undefined) {
    const [shown] = asked;
    return shown === undefined
      ? { kind: "not-asked", deployment: name }
      : { kind: "no-evidence", deployment: name, why: whyNot(shown) };
  }
  const ids = new Set(refused.map(({ cell }) => cell.id));
  const finding = findings.find(({ failing }) => failing.some((id) => ids.has(id)));
  const unknown = asked.length - refused.length;
  return finding === undefined
    ? { kind: "outcome", deployment: name, result, unknown }
    : { kind: "finding", deployment: name, finding, unknown };
}

/** Why a result proves nothing. A probe that can prove no more may still have passed. */
function whyNot(result: Result): string {
  const evidence = evidenceIn(result);
  return evidence.kind === "no-evidence" ? evidence.why : CAUSES[result.cause].why;
}

/** `, no evidence on 2 paths`, or empty. */
export function unknownInWords(unknown: number): string {
  return unknown === 0 ? "" : `, no evidence on ${counted(unknown, "path")}`;
}
