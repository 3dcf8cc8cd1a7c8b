/** The outcome of a mixture: as the passing cell, any other failure, or no evidence. */
export type Outcome = "passes" | "fails" | "unknown";

/** The result of a search. */
export interface Found<T> {
  /** The smallest set found that changes the outcome. Each of its members is needed. */
  smallest: T[];
  /** False if the search was cut short or mixtures had no evidence. The set may then not be the smallest. */
  minimal: boolean;
}

/**
 * Delta debugging (ddmin by Zeller and Hildebrandt): finds the smallest subset of the factors that still passes. The
 * whole set is known to pass, and the empty set to fail. No subset is tested twice.
 * @param ask tests a subset; returns null if the budget is used up
 */
export async function findSmallestPassing<T>(
  all: readonly T[],
  ask: (subset: readonly T[]) => Promise<Outcome | null>,
): Promise<Found<T>> {
  const known = new Map<string, Outcome>();
  let minimal = true;
  const passes = async (subset: readonly T[]): Promise<boolean> => {
    if (subset.length === all.length) return true;
    if (subset.length === 0) return false;
    const key = all.map((factor) => (subset.includes(factor) ? "1" : "0")).join("");
    const outcome = known.get(key) ?? (await ask(subset));
    if (outcome === null || outcome === "unknown") minimal = false;
    if (outcome !== null) known.set(key, outcome);
    return outcome === "passes";
  };
  let smallest = [...all];
  let parts = 2;
  while (smallest.length > 1) {
    const subsets = splitEvenly(smallest, parts);
    const complements = parts === 2 ? [] : subsets.map((subset) => smallest.filter((x) => !subset.includes(x)));
    const found = await findFirstPassing([...subsets, ...complements], passes);
    if (found !== null) {
      parts = found.length > smallest.length / 2 ? Math.max(parts - 1, 2) : 2;
      smallest = found;
    } else if (parts < smallest.length) {
      parts = Math.min(parts * 2, smallest.length);
    } else {
      break;
    }
  }
  return { smallest, minimal };
}

/** Returns the maximum number of cells that a search among this many factors may send. */
export function maxCellsFor(factors: number): number {
  return factors < 2 ? 0 : factors === 2 ? 2 : factors * factors + 3 * factors;
}

async function findFirstPassing<T>(candidates: T[][], passes: (subset: T[]) => Promise<boolean>): Promise<T[] | null> {
  for (const candidate of candidates) if (await passes(candidate)) return candidate;
  return null;
}

function splitEvenly<T>(items: readonly T[], parts: number): T[][] {
  const subsets: T[][] = [];
  for (let n = 0, at = 0; n < parts; n++) {
    const end = Math.round(((n + 1) * items.length) / parts);
    if (end > at) subsets.push(items.slice(at, end));
    at = end;
  }
  return subsets;
}
