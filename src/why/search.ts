/** What a cell in between came to: as the passing one, as any other failure, or without evidence. */
export type Outcome = "passes" | "fails" | "unknown";

/** What a search came to. */
export interface Found<T> {
  /** The smallest set found that flips the outcome; each of its members is needed. */
  smallest: T[];
  /** False where the search was cut short, or where cells in between gave no evidence: then it may not be smallest. */
  minimal: boolean;
}

/**
 * Delta debugging (Zeller and Hildebrandt's ddmin): the smallest subset of all factors that still passes. All of them
 * together are known to pass, none of them is known to fail. A subset is never asked twice.
 * @param ask null where the budget is spent
 */
export async function smallestPassing<T>(
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
    const subsets = split(smallest, parts);
    const complements = parts === 2 ? [] : subsets.map((subset) => smallest.filter((x) => !subset.includes(x)));
    const found = await first([...subsets, ...complements], passes);
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

/** The most cells that a search among so many factors may ask. */
export function mostAsked(factors: number): number {
  return factors < 2 ? 0 : factors === 2 ? 2 : factors * factors + 3 * factors;
}

async function first<T>(candidates: T[][], passes: (subset: T[]) => Promise<boolean>): Promise<T[] | null> {
  for (const candidate of candidates) if (await passes(candidate)) return candidate;
  return null;
}

function split<T>(items: readonly T[], parts: number): T[][] {
  const subsets: T[][] = [];
  for (let n = 0, at = 0; n < parts; n++) {
    const end = Math.round(((n + 1) * items.length) / parts);
    if (end > at) subsets.push(items.slice(at, end));
    at = end;
  }
  return subsets;
}
