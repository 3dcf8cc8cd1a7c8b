import { STAGES, type Stage, stageIndex } from "../model/stage.ts";

/** One difference between two cells, whose value can be taken from either. Values are null if absent. */
export interface Factor {
  /** `upgrade: query deployment`, `mint: step`, `credential`, `target`. */
  name: string;
  passing: string | null;
  failing: string | null;
  /** What is exchanged with it: keys of leaves, keys of steps, and coordinates of the cell. */
  leaves: string[];
  steps: string[];
  coordinates: Coordinate[];
}

/** The properties of a cell that are outside its request steps. */
export type Coordinate = "target" | "deployment" | "companion" | "apiVersion" | "auth" | "redirectCredential";

/** Whether a factor is first sent after a stage. It then did not cause a failure at that stage. */
export function isAfter(factor: Factor, stage: Stage | null): boolean {
  const first = STAGES.find((name) => factor.name.split(/[: ]/)[0] === name);
  return stage !== null && stageIndex(first ?? null) > stageIndex(stage);
}

/** Merges the factors after the failed stage into one per step, so that the search sends fewer cells. */
export function mergeFactorsAfter(factors: readonly Factor[], stage: Stage | null): Factor[] {
  const coarse = new Map<string, Factor>();
  for (const factor of factors) {
    const name = isAfter(factor, stage) ? (factor.name.split(":")[0] ?? "") : factor.name;
    const there = coarse.get(name);
    if (there === undefined) {
      coarse.set(name, { ...factor, name });
      continue;
    }
    coarse.set(name, {
      ...there,
      passing: joinValues(there.passing, factor.passing),
      failing: joinValues(there.failing, factor.failing),
      leaves: [...there.leaves, ...factor.leaves],
      steps: [...there.steps, ...factor.steps],
    });
  }
  return [...coarse.values()];
}

function joinValues(a: string | null, b: string | null): string | null {
  return a === null ? b : b === null ? a : `${a}, ${b}`;
}
