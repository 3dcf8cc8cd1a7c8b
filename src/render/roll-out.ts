import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { hasRole } from "../model/role.ts";
import type { Deployment } from "../model/target.ts";
import { bestWitnessed } from "./reading.ts";
import { findingsOf, isProblem, resultsOf } from "./view.ts";

/** The roles that a roll-out is decided on. */
export const ROLLED_OUT = ["conversation", "transcription", "translation"] as const;
type RolledOut = (typeof ROLLED_OUT)[number];

/** What one deployment is proven to do in its role, or what prevents it. */
export type Standing =
  | { kind: "works"; deployment: string; proven: [Result, ...Result[]] }
  | { kind: "finding"; deployment: string; finding: Finding }
  | { kind: "outcome"; deployment: string; result: Result }
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
  const ids = new Set(inRole.map(({ cell }) => cell.id));
  const finding = findings.find(({ failing }) => failing.some((id) => ids.has(id)));
  if (finding !== undefined) return { kind: "finding", deployment: name, finding };
  const asked = inRole.find(({ verdict }) => verdict !== "skipped");
  return asked === undefined
    ? { kind: "not-asked", deployment: name }
    : { kind: "outcome", deployment: name, result: asked };
}
