import { credentialName } from "../model/cell.ts";
import type { Pair } from "../model/finding.ts";
import { STAGES, type Stage, stageIndex } from "../model/stage.ts";
import { differencesOf, type Factors, factorsOf } from "../steps/factors.ts";
import { type CellFacts, type Facts, hasResult } from "./facts.ts";

/**
 * The nearest cell of the same target that behaves differently: with the fewest differences between the rendered steps
 * up to the failed stage. Cells of the same deployment or probe come first, then the order of the cells decides.
 * @param among a condition, or the cells to choose from. Absent: cells with a result
 */
export function findNearest(
  failing: CellFacts,
  facts: Facts,
  among: ((cell: CellFacts) => boolean) | readonly CellFacts[] = hasResult,
): Pair | null {
  const candidates = typeof among === "function" ? facts.cellsOf(failing.target.name).filter(among) : among;
  const others = candidates.filter((cell) => cell.id !== failing.id);
  const found =
    findClosest(
      failing,
      others.filter((cell) => isRelated(failing, cell)),
      UNRELATED,
    ) ?? findClosest(failing, others, Number.POSITIVE_INFINITY);
  return found === null
    ? null
    : { failing: failing.id, passing: found.cell.id, difference: formatDifferences(found.differences) };
}

/** Distance added for a cell of another deployment and another probe. */
const UNRELATED = 100;

type Candidate = { cell: CellFacts; differences: Difference[] };

/** The first of the closest cells, or null if none is closer than `limit`. */
function findClosest(failing: CellFacts, cells: readonly CellFacts[], limit: number): Candidate | null {
  let found: Candidate | null = null;
  let least = limit;
  for (const cell of cells) {
    const differences = listCausalDifferences(failing, cell);
    const distance = differences.length * 2 + (isRelated(failing, cell) ? 0 : UNRELATED);
    if (distance >= least) continue;
    found = { cell, differences };
    least = distance;
  }
  return found;
}

function isRelated(failing: CellFacts, { observation, probe }: CellFacts): boolean {
  return observation.cell.deployment === failing.observation.cell.deployment || probe.id === failing.probe.id;
}

/** Ignores differences after the failed stage, unless there are no others. */
function listCausalDifferences(failing: CellFacts, other: CellFacts): Difference[] {
  const all = differencesOf(renderFactors(failing), renderFactors(other));
  const failedAt = failing.verdict.stage.failedAt;
  const before = failedAt === null ? all : all.filter(({ factor }) => isUpTo(failedAt, factor));
  return before.length === 0 ? all : before;
}

/** A factor is named `STAGE: …`. The credential has no stage and belongs to all of them. */
function isUpTo(stage: Stage, factor: string): boolean {
  const own = STAGES.find((name) => factor.startsWith(`${name}:`)) ?? null;
  return stageIndex(own) <= stageIndex(stage);
}

type Difference = ReturnType<typeof differencesOf>[number];

/** A pair with more differences explains nothing, so the rest is only counted. */
const DIFFERENCES_SHOWN = 8;

/** Differences between two sequences of steps: `upgrade: query intent: absent / transcription; …`. */
export function formatDifferences(differences: Difference[]): string {
  const shown = differences.slice(0, DIFFERENCES_SHOWN);
  const words = shown.map(({ factor, a, b }) => `${factor}: ${a ?? "absent"} / ${b ?? "absent"}`);
  const more = differences.length - shown.length;
  return [...words, ...(more > 0 ? [`${more} more differences`] : [])].join("; ");
}

/** Rendered steps are kept, because each is compared with many others. */
const RENDERED = new WeakMap<CellFacts, Factors>();

/** The rendered steps of a cell, as factors. */
export function renderFactors(cell: CellFacts): Factors {
  const known = RENDERED.get(cell);
  if (known !== undefined) return known;
  const { deployment, companion, variant } = cell.observation.cell;
  const values = {
    ...(deployment === null ? {} : { deployment }),
    ...(companion === null ? {} : { companion }),
    ...(variant.apiVersion === null ? {} : { "api-version": variant.apiVersion }),
  };
  const factors = factorsOf(cell.probe, values, cell.target, credentialName(variant));
  RENDERED.set(cell, factors);
  return factors;
}
