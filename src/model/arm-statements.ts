import type { ArmClaim } from "./arm-claim.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Claim } from "./claim.ts";
import { groupBy } from "./group-by.ts";
import { oncePer } from "./once.ts";
import type { Probe } from "./probe.ts";
import { hasRole, isPurpose } from "./role.ts";
import type { Deployment, Target } from "./target.ts";

/*
 * What Azure Resource Manager says about the models of a run, as claims of the ledger. They follow from the targets, so
 * they are made again whenever a report is judged again.
 */

const WHO = "Azure Resource Manager";
const SOURCE = "Microsoft.CognitiveServices/locations/models";
/** Lifecycles and capabilities that say that a model can be used. */
const AVAILABLE = ["GenerallyAvailable", "Stable"];
const REALTIME = "realtime";

/** The claims of the catalogue, and those that follow from `arm:` of the deployments. */
export function withArmStatements(
  claims: readonly Claim[],
  targets: readonly Target[],
  probes: readonly Probe[],
): Claim[] {
  const own = claims.filter(({ arm }) => arm === undefined);
  const stated = targets.flatMap(({ deployments }) => deployments.filter(({ arm }) => arm !== undefined));
  const alike = groupBy(stated, (one) => `${one.model?.toLowerCase()}\n${textOfDeployment(one)}`);
  const distinct = [...alike.values()].flatMap(([first]) => first ?? []);
  const made = distinct.flatMap((deployment) => statementsOf(deployment, probes));
  return [...own, ...made.map((claim, index) => ({ ...claim, id: `ARM-${String(index + 1).padStart(2, "0")}` }))];
}

/** Whether a claim may be about a deployment. A claim of Azure Resource Manager is about those for which it was made. */
export function isArmStatementOf(
  { arm, models }: Pick<Claim, "arm" | "models">,
  deployment: Deployment | null,
): boolean {
  if (arm === undefined) return true;
  if (deployment?.arm === undefined || !models.includes(deployment.model?.toLowerCase() ?? "")) return false;
  return textOfStatement(arm) === textOfDeployment(deployment);
}

/** Both are compared for every cell. */
const textOfStatement = oncePer((arm: NonNullable<Claim["arm"]>) => canonicalJson(arm));
const textOfDeployment = oncePer(({ arm, version, role }: Deployment) => canonicalJson({ ...arm, version, role }));

function statementsOf(deployment: Deployment, probes: readonly Probe[]): Omit<Claim, "id">[] {
  const { model, version, role, arm } = deployment;
  if (model === null || arm === undefined) return [];
  const name = [model, version ?? ""].filter((text) => text !== "").join(" ");
  const base = {
    who: WHO,
    source: SOURCE,
    date: arm.at.slice(0, 10),
    quoted: false,
    models: [model.toLowerCase()],
    "conflicts-with": [],
    arm: { ...arm, version, role },
  };
  const retires: Omit<Claim, "id">[] =
    arm.retires === undefined
      ? []
      : [
          {
            ...base,
            says: `${name} retires on ${arm.retires}`,
            probes: [],
            expects: { kind: "retires", on: arm.retires, ...(version === null ? {} : { version }) },
          },
        ];
  const available = availabilityOf(arm, deployment);
  if (available === null) return retires;
  const ids = probes.filter((probe) => isOwnWay(probe, deployment)).map(({ id }) => id);
  const says = `${name} is ${available} (read at ${arm.at})`;
  return [
    ids.length === 0
      ? { ...base, says, probes: [], expects: { kind: "statement", untestable: "no probe of its role is in this run" } }
      : {
          ...base,
          says,
          probes: ids,
          establishes: "whether the service serves the deployment for the role of its model",
          expects: { kind: "works" },
        },
    ...retires,
  ];
}

/** What says that the model can be used for the role of the deployment. Null if nothing does. */
function availabilityOf({ lifecycle, capabilities = [] }: ArmClaim, { role }: Deployment): string | null {
  if (!isPurpose(role)) return null;
  const isRealtime = capabilities.includes(REALTIME) && ["conversation", "transcription", "translation"].includes(role);
  const isAvailable = lifecycle !== undefined && AVAILABLE.includes(lifecycle);
  if (!isAvailable && !isRealtime) return null;
  const parts = [lifecycle, isRealtime ? "capable of realtime" : undefined];
  return parts.filter((part) => part !== undefined).join(" and ");
}

/** Whether a probe is written for the role of a deployment. */
function isOwnWay(probe: Probe, { role }: Deployment): boolean {
  return probe.group === undefined && role !== "unknown" && hasRole(probe, role);
}
