import { isArmStatementOf } from "./arm-statements.ts";
import type { Claim } from "./claim.ts";
import type { Deployment, Target } from "./target.ts";

/** Dates that are further away than this are not reported. */
export const SOON_DAYS = 180;

const DAY_MS = 86_400_000;

/** The date on which the model of a deployment retires, as sources state it. */
export interface Retirement {
  target: string;
  deployment: string;
  model: string;
  /** True if nobody stated the model, so it is taken from the name of the deployment. */
  isModelGuessed: boolean;
  /** Null if unknown. */
  version: string | null;
  /** The next date that a source states, or the last one if all have passed. */
  on: string;
  /** Days from `today` to that date. Negative if it has passed. */
  daysLeft: number;
  /** The successor that a source names. Null if none does. */
  replacement: string | null;
  /** Every claim that may be about this deployment, the earliest date first. Their dates may differ. */
  claims: (Claim & { expects: { kind: "retires" } })[];
}

/** The name of a deployment's model in lower case. If nobody stated it, the name of the deployment. */
export function modelOf({ model, name }: Pick<Deployment, "model" | "name">): string {
  return (model ?? name).toLowerCase();
}

/**
 * Returns the retirements of all deployments for which a source states a date.
 * @param today the date from which the days count, as `2026-11-29`
 */
export function listRetirements(targets: Target[], claims: readonly Claim[], today: string): Retirement[] {
  const dated = claims
    .flatMap((claim) => (isRetirement(claim) ? [claim] : []))
    .sort((a, b) => (a.expects.on < b.expects.on ? -1 : 1));
  return targets.flatMap((target) =>
    target.deployments.flatMap((deployment): Retirement[] => {
      const about = dated.filter((claim) => isAbout(claim, deployment, target));
      const chosen = about.find(({ expects }) => expects.on >= today) ?? about.at(-1);
      if (chosen === undefined) return [];
      return [
        {
          target: target.name,
          deployment: deployment.name,
          model: modelOf(deployment),
          isModelGuessed: deployment.model === null,
          version: deployment.version,
          on: chosen.expects.on,
          daysLeft: Math.round((Date.parse(chosen.expects.on) - Date.parse(today)) / DAY_MS),
          replacement: chosen.expects.replacement ?? null,
          claims: about,
        },
      ];
    }),
  );
}

function isRetirement(claim: Claim): claim is Retirement["claims"][number] {
  return claim.expects.kind === "retires";
}

/** A deployment whose version is unknown may be of any version. */
function isAbout(claim: Retirement["claims"][number], deployment: Deployment, target: Target): boolean {
  const { expects, models } = claim;
  if (!isArmStatementOf(claim, deployment)) return false;
  if ((expects.provider ?? "azure") !== (target.provider ?? "azure")) return false;
  if (!models.includes(modelOf(deployment))) return false;
  return expects.version === undefined || deployment.version === null || deployment.version === expects.version;
}
