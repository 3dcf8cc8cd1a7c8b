import type { Claim, LedgerEntry } from "../model/claim.ts";
import type { Observation } from "../model/observation.ts";
import { deploymentNamed, type Target } from "../model/target.ts";
import { VERDICTS, type Verdict } from "../model/verdict.ts";

/** A cell as evidence for a claim. */
interface Witness {
  observation: Observation;
  verdict: Verdict;
  /** The model of its deployment. Null if unknown. */
  model: string | null;
  /** Whether another cell proves that the deployment exists. */
  exists: boolean;
}

/** What one cell proves about a claim. */
type Word = "confirms" | "contradicts" | "nothing";

/**
 * Compares every claim with the cells that test it. Pure, and never changes a verdict.
 * @param emulated whether an emulator answered: then no claim is confirmed or contradicted
 */
export function ledgerOf(
  claims: Claim[],
  observations: Observation[],
  verdicts: ReadonlyMap<string, Verdict>,
  targets: Target[],
  emulated: boolean,
): LedgerEntry[] {
  const witnesses = witnessesOf(observations, verdicts, targets);
  return claims.map((claim) => entryOf(claim, witnesses, emulated));
}

function entryOf(claim: Claim, all: Witness[], emulated: boolean): LedgerEntry {
  const about = all.filter((witness) => isAbout(claim, witness));
  const words = about.map((witness) => [witness.observation.cell.id, wordOf(claim, witness)] as const);
  const said = (word: Word) => (emulated ? [] : words.filter(([, w]) => w === word).map(([id]) => id));
  const isPartial = claim.probes.length > 1 && words.some(([, word]) => word === "nothing");
  const [confirming, contradicting] = settled(claim, said("confirms"), said("contradicts"), isPartial);
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
    untested: isTested ? null : whyUntested(claim, about, emulated),
  };
}

/**
 * One success confirms a "works" claim and refutes a "does not work" claim, for all results of the other cells. "Works
 * by none of several paths" is proven only if each of the paths answered.
 */
function settled(
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

function isAbout(claim: Claim, { observation: { cell }, verdict, model }: Witness): boolean {
  if (cell.control !== null || verdict.verdict === "skipped" || !claim.probes.includes(cell.probe)) return false;
  return claim.models.length === 0 || (model !== null && claim.models.includes(model.toLowerCase()));
}

function wordOf(claim: Claim, witness: Witness): Word {
  const { observation, verdict } = witness;
  const { expects } = claim;
  if (verdict.unstable) return "nothing";
  switch (expects.kind) {
    case "works":
      return works(witness) ? "confirms" : isRefused(witness) ? "contradicts" : "nothing";
    case "does-not-work":
      return works(witness) ? "contradicts" : isRefused(witness) ? "confirms" : "nothing";
    case "status":
      return wordOfStatus(expects.status, witness);
    case "events":
      if (!works(witness)) return "nothing";
      return observation.events.some(([type]) => expects.events.includes(type)) ? "confirms" : "contradicts";
    case "statement":
      return "nothing";
  }
}

/**
 * Returns what the status of a cell proves. It counts only if another cell proves that the deployment exists and the
 * credential is valid. An unsupported model or denied access is not a different answer to the same request.
 */
function wordOfStatus(expected: number[], { observation, verdict, exists }: Witness): Word {
  const isAttributed = observation.attributedBy.length > 0 && observation.last?.failure === null;
  const isEvidence = verdict.verdict !== "throttled" && VERDICTS[verdict.verdict] !== "no-evidence";
  if (observation.status === null || !isAttributed || !exists || !isEvidence) return "nothing";
  if (expected.includes(observation.status)) return "confirms";
  return ["auth", "unsupported", "not-deployed", "server-fault"].includes(verdict.verdict) ? "nothing" : "contradicts";
}

function works({ verdict }: Witness): boolean {
  return verdict.verdict === "supported";
}

/**
 * Whether the service itself refused the model. A rejected request may be the client's fault, and a deployment that was
 * not found may not exist. Neither counts, unless another cell proves that the deployment exists.
 */
function isRefused({ verdict, exists }: Witness): boolean {
  switch (verdict.verdict) {
    case "unsupported":
    case "no-route":
      return true;
    case "not-deployed":
      return exists;
    case "redirect":
      return verdict.cause === "redirect.dead-path";
    default:
      return false;
  }
}

function whyUntested({ expects, models, probes }: Claim, about: Witness[], emulated: boolean): string {
  if (expects.kind === "statement") return expects.untestable;
  if (emulated) return "an emulator answered, which proves nothing about the service";
  const asking = `probe ${probes.join(" or ")} would test it`;
  if (about.length > 0) return `the cells of ${probes.join(", ")} returned no conclusive answer`;
  return models.length === 0 ? `not run; ${asking}` : `no deployment of ${models.join(" or ")} was tested; ${asking}`;
}

function witnessesOf(
  observations: Observation[],
  verdicts: ReadonlyMap<string, Verdict>,
  targets: Target[],
): Witness[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const proven = new Set(
    observations
      .filter(({ cell }) => ["supported", "unsupported"].includes(verdicts.get(cell.id)?.verdict ?? ""))
      .map(({ cell }) => placeOf(cell)),
  );
  return observations.flatMap((observation) => {
    const { cell } = observation;
    const verdict = verdicts.get(cell.id);
    const target = byName.get(cell.target);
    const deployment = target === undefined ? null : deploymentNamed(target, cell.deployment);
    if (verdict === undefined) return [];
    return [{ observation, verdict, model: deployment?.model ?? null, exists: proven.has(placeOf(cell)) }];
  });
}

function placeOf({ target, deployment }: Observation["cell"]): string {
  return `${target}\n${deployment ?? ""}`;
}
