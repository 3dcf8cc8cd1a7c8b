import { isOfService, isRefusal } from "../judge/index.ts";
import type { ApiVersion, VersionOutcome, VersionResult } from "../model/api-version.ts";
import { MISSING_DEPLOYMENT, MISSING_VERSION } from "../model/cell.ts";
import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import { isSameAnswer } from "../steps/same-answer.ts";

/** Lists what the probes of the group `versions` show: one row for each path and api-version. */
export function listVersions(observations: Observation[], probes: Probe[], onRecord: ApiVersion[]): VersionResult[] {
  const paths = new Map(probes.flatMap((probe) => (probe.group === "versions" ? [[probe.id, pathOf(probe)]] : [])));
  const own = observations.filter(({ cell }) => paths.has(cell.probe) && cell.control !== "settle");
  const statuses = new Map(onRecord.map(({ version, status }) => [version, status]));
  return [...groupBy(own, ({ cell }) => `${cell.target}\n${cell.probe}`).values()].flatMap((group) => {
    const control = group.find(({ cell }) => cell.control === "missing-version") ?? null;
    return group.flatMap((observation): VersionResult[] => {
      const { id, target, probe, control: kind, variant } = observation.cell;
      if (kind !== null || variant.apiVersion === null) return [];
      return [
        {
          cell: id,
          target,
          path: paths.get(probe) ?? probe,
          version: variant.apiVersion,
          status: statuses.get(variant.apiVersion) ?? null,
          outcome: outcomeOf(observation, control),
        },
      ];
    });
  });
}

function pathOf({ id, steps: [first] }: Probe): string {
  const path = first?.post ?? first?.get ?? first?.websocket ?? id;
  return path.replace(/^\/openai\//, "").replace(`deployments/${MISSING_DEPLOYMENT}/`, "");
}

/** Statuses that a service or a gateway gives before it looks at the api-version. */
const BEFORE_THE_VERSION = [401, 403, 407, 408, 429];

/** Only a difference to the answer for a nonexistent version shows that the service knows a version. */
function outcomeOf(o: Observation, control: Observation | null): VersionOutcome {
  if (control === null || !saysSomething(o) || !saysSomething(control)) return "no-evidence";
  const [own, other] = [o.last?.answer ?? null, control.last?.answer ?? null];
  const names = [o.cell.variant.apiVersion ?? "", MISSING_VERSION];
  const isSame = own === null || other === null ? own === other : isSameAnswer(own, other, names);
  // Something that accepts a nonexistent version does not look at versions.
  if (other === null || !isRefusal(other)) return isSame ? "any" : "no-evidence";
  return isSame ? "not-served" : "answered";
}

/** Whether an answer is the service's and is no denial of access, limit or fault, which depends on no version. */
function saysSomething(o: Observation): boolean {
  const { last, status } = o;
  if (last === null || last.failure !== null || last.spoilt !== null || status === null || !isOfService(o))
    return false;
  return status < 500 && !BEFORE_THE_VERSION.includes(status);
}
