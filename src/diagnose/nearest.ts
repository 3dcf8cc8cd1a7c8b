import type { Pair } from "../model/finding.ts";
import { STAGES, type Stage, stageIndex } from "../model/stage.ts";
import { differencesOf, type Factors, factorsOf } from "../steps/factors.ts";
import { type CellFacts, type Facts, works } from "./facts.ts";

/**
 * The nearest cell of the same target that behaves otherwise: fewest differences between the rendered ladders up to the
 * stage that failed, the same deployment or probe first, and of equals the first.
 * @param among what it has to be, or the cells to choose from; absent: one that works
 */
export function nearest(
  failing: CellFacts,
  facts: Facts,
  among: ((cell: CellFacts) => boolean) | readonly CellFacts[] = works,
): Pair | null {
  const candidates = typeof among === "function" ? facts.cellsOf(failing.target.name).filter(among) : among;
  const others = candidates.filter((cell) => cell.id !== failing.id);
  const found =
    closest(
      failing,
      others.filter((cell) => isRelated(failing, cell)),
      UNRELATED,
    ) ?? closest(failing, others, Number.POSITIVE_INFINITY);
  return found === null
    ? null
    : { failing: failing.id, passing: found.cell.id, difference: inWords(found.differences) };
}

/** By so much a cell of another deployment and another probe is further away. */
const UNRELATED = 100;

type Candidate = { cell: CellFacts; differences: Difference[] };

/** The first of the closest cells; null where none is closer than `limit`. */
function closest(failing: CellFacts, cells: readonly CellFacts[], limit: number): Candidate | null {
  let found: Candidate | null = null;
  let least = limit;
  for (const cell of cells) {
    const differences = causalDifferences(failing, cell);
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

/** What came after the failure did not cause it; only where nothing before it differs are all differences told. */
function causalDifferences(failing: CellFacts, other: CellFacts): Difference[] {
  const all = differencesOf(renderedFactors(failing), renderedFactors(other));
  const failedAt = failing.verdict.stage.failedAt;
  const before = failedAt === null ? all : all.filter(({ factor }) => isUpTo(failedAt, factor));
  return before.length === 0 ? all : before;
}

/** Factors are named `STAGE: …`, but for the credential, which goes with every stage. */
function isUpTo(stage: Stage, factor: string): boolean {
  const own = STAGES.find((name) => factor.startsWith(`${name}:`)) ?? null;
  return stageIndex(own) <= stageIndex(stage);
}

type Difference = ReturnType<typeof differencesOf>[number];

/** More differences than these are told by their number: beyond them the pair is no explanation. */
const DIFFERENCES_SHOWN = 8;

/** Differences of two ladders in words: `upgrade: query intent: absent / transcription; …`. */
export function inWords(differences: Difference[]): string {
  const shown = differences.slice(0, DIFFERENCES_SHOWN);
  const words = shown.map(({ factor, a, b }) => `${factor}: ${a ?? "absent"} / ${b ?? "absent"}`);
  const more = differences.length - shown.length;
  return [...words, ...(more > 0 ? [`${more} more differences`] : [])].join("; ");
}

/** Ladders already rendered: each is compared with many others. */
const RENDERED = new WeakMap<CellFacts, Factors>();

/** The rendered ladder of a cell, as factors. */
export function renderedFactors(cell: CellFacts): Factors {
  const known = RENDERED.get(cell);
  if (known !== undefined) return known;
  const { deployment, companion, variant } = cell.observation.cell;
  const values = {
    ...(deployment === null ? {} : { deployment }),
    ...(companion === null ? {} : { companion }),
    ...(variant.apiVersion === null ? {} : { "api-version": variant.apiVersion }),
  };
  const ladder = factorsOf(cell.probe, values, cell.target, variant.auth);
  RENDERED.set(cell, ladder);
  return ladder;
}
