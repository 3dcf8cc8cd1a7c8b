import { isArmStatementOf } from "../model/arm-statements.ts";
import type { Verdict } from "../model/cause.ts";
import type { Claim, LedgerEntry } from "../model/claim.ts";
import type { Observation } from "../model/observation.ts";
import { modelOf } from "../model/retirement.ts";
import { type Deployment, findDeployment, type Target } from "../model/target.ts";
import { VERDICTS } from "../model/verdict.ts";

/** A cell, with what a claim needs of it. */
interface Witness {
  observation: Observation;
  verdict: Verdict;
  /** Null if unknown. */
  deployment: Deployment | null;
  /** Whether a cell of the deployment proves that it exists. */
  exists: boolean;
}

/** The effect of one cell on a claim. */
type Effect = "confirms" | "contradicts" | "nothing";

/**
 * Compares every claim with the cells that test it. Pure. It never changes a verdict.
 * @param emulated whether an emulator responded. Then no claim is confirmed or contradicted
 */
export function compareClaims(
  claims: Claim[],
  observations: Observation[],
  verdicts: ReadonlyMap<string, Verdict>,
  targets: Target[],
  emulated: boolean,
): LedgerEntry[] {
  const witnesses = listWitnesses(observations, verdicts, targets);
  return claims.filter((claim) => isOfRun(claim, targets)).map((claim) => compareClaim(claim, witnesses, emulated));
}

/** Dates of models that no target has are left out, because there are many of them. */
function isOfRun({ expects, models }: Claim, targets: Target[]): boolean {
  if (expects.kind !== "retires") return true;
  return targets.some(({ deployments }) => deployments.some((deployment) => models.includes(modelOf(deployment))));
}

function compareClaim(claim: Claim, all: Witness[], emulated: boolean): LedgerEntry {
  const about = all.filter((witness) => isAbout(claim, witness));
  const effects = about.map((witness) => [witness.observation.cell.id, getEffect(claim, witness)] as const);
  const listCells = (effect: Effect) => (emulated ? [] : effects.filter(([, one]) => one === effect).map(([id]) => id));
  const isPartial = claim.probes.length > 1 && effects.some(([, effect]) => effect === "nothing");
  const [confirming, contradicting] = settleClaim(claim, listCells("confirms"), listCells("contradicts"), isPartial);
  const isTested = confirming.length + contradicting.length > 0;
  return {
    ...claim,
    standing: isTested
      ? contradicting.length > 0
        ? "contradicted"
        : "confirmed"
      : claim["conflicts-with"].length > 0
        ? "conflicting"
        : "untested",
    confirming,
    contradicting,
    untested: isTested ? null : explainUntested(claim, about, emulated),
  };
}

/**
 * One success confirms a claim that a thing works and contradicts a claim that it does not, despite all other cells.
 * That a thing works on none of several paths is shown only if each path gave evidence.
 */
function settleClaim(
  { expects }: Claim,
  confirming: string[],
  contradicting: string[],
  isPartial: boolean,
): [string[], string[]] {
  if (expects.kind === "works" && confirming.length > 0) return [confirming, []];
  if (expects.kind === "does-not-work" && contradicting.length > 0) return [[], contradicting];
  if (isPartial && (expects.kind === "works" || expects.kind === "does-not-work")) return [[], []];
  return [confirming, contradicting];
}

function isAbout(claim: Claim, { observation: { cell }, verdict, deployment }: Witness): boolean {
  if (cell.control !== null || verdict.verdict === "skipped" || !claim.probes.includes(cell.probe)) return false;
  if (!isArmStatementOf(claim, deployment)) return false;
  const model = deployment?.model ?? null;
  return claim.models.length === 0 || (model !== null && claim.models.includes(model.toLowerCase()));
}

function getEffect(claim: Claim, witness: Witness): Effect {
  const { observation, verdict } = witness;
  const { expects } = claim;
  if (verdict.unstable) return "nothing";
  switch (expects.kind) {
    case "works":
      return hasResult(witness) ? "confirms" : isRefused(witness, claim) ? "contradicts" : "nothing";
    case "does-not-work":
      return hasResult(witness) ? "contradicts" : isRefused(witness, claim) ? "confirms" : "nothing";
    case "status":
      return getEffectOfStatus(expects.status, witness);
    case "events":
      if (!hasResult(witness)) return "nothing";
      return observation.events.some(([type]) => expects.events.includes(type)) ? "confirms" : "contradicts";
    case "statement":
    case "retires":
      return "nothing";
  }
}

/**
 * A status is evidence only if another cell shows that the deployment exists and the credential is accepted. A refused
 * model or denied access does not contradict an expected status.
 */
function getEffectOfStatus(expected: number[], { observation, verdict, exists }: Witness): Effect {
  const isAttributed = observation.attributedBy.length > 0 && observation.last?.failure === null;
  const isEvidence = verdict.verdict !== "throttled" && VERDICTS[verdict.verdict] !== "no-evidence";
  if (observation.status === null || !isAttributed || !exists || !isEvidence) return "nothing";
  if (expected.includes(observation.status)) return "confirms";
  return ["auth", "unsupported", "not-deployed", "server-fault"].includes(verdict.verdict) ? "nothing" : "contradicts";
}

function hasResult({ verdict }: Witness): boolean {
  return verdict.verdict === "supported";
}

/**
 * Whether the service refused the operation. An invalid request may be our fault, so it does not count. A deployment that
 * is not found may not exist. It counts only if another cell, or the claim, says that it exists.
 */
function isRefused({ verdict, exists }: Witness, { arm }: Claim): boolean {
  switch (verdict.verdict) {
    case "unsupported":
    case "no-route":
      return true;
    case "not-deployed":
      return exists || arm !== undefined;
    case "redirect":
      return verdict.cause === "redirect.dead-path";
    default:
      return false;
  }
}

function explainUntested({ expects, models, probes }: Claim, about: Witness[], emulated: boolean): string {
  if (expects.kind === "statement") return expects.untestable;
  if (expects.kind === "retires") return "a probe cannot test a date in the future";
  if (emulated) return "an emulator responded, so the run says nothing about the service";
  const test = `probe ${probes.join(" or ")} tests it`;
  if (about.length > 0) return `the cells of ${probes.join(", ")} gave no evidence for or against it`;
  return models.length === 0
    ? `not in this run (${test})`
    : `no deployment of ${models.join(" or ")} in this run (${test})`;
}

function listWitnesses(
  observations: Observation[],
  verdicts: ReadonlyMap<string, Verdict>,
  targets: Target[],
): Witness[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const proven = new Set(
    observations
      .filter(({ cell }) => ["supported", "unsupported"].includes(verdicts.get(cell.id)?.verdict ?? ""))
      .map(({ cell }) => formatDeploymentKey(cell)),
  );
  return observations.flatMap((observation) => {
    const { cell } = observation;
    const verdict = verdicts.get(cell.id);
    const target = byName.get(cell.target);
    const deployment = target === undefined ? null : findDeployment(target, cell.deployment);
    if (verdict === undefined) return [];
    return [{ observation, verdict, deployment, exists: proven.has(formatDeploymentKey(cell)) }];
  });
}

function formatDeploymentKey({ target, deployment }: Observation["cell"]): string {
  return `${target}\n${deployment ?? ""}`;
}
