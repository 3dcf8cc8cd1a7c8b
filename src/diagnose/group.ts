import { groupBy } from "../model/group-by.ts";
import type { CellFacts } from "./facts.ts";
import type { Draft } from "./rule.ts";

/** Cells that share a cause. A group is never empty. */
export type Group = [CellFacts, ...CellFacts[]];

/** One finding for each group of cells, unless `draft` returns null. */
export function draftPerGroup(
  cells: CellFacts[],
  key: (cell: CellFacts) => string,
  draft: (group: Group) => Draft | null,
): Draft[] {
  return [...groupBy(cells, key).values()].flatMap(([first, ...more]) => {
    const found = first === undefined ? null : draft([first, ...more]);
    return found === null ? [] : [found];
  });
}

/** Key that groups cells of one target. */
export function keyByTarget(cell: CellFacts): string {
  return cell.target.name;
}

/** Ids of cells, each once. */
export function listIds(cells: readonly CellFacts[]): string[] {
  return [...new Set(cells.map(({ id }) => id))];
}

/** Probe ids of cells, each once. */
export function listProbes(cells: readonly CellFacts[]): string[] {
  return [...new Set(cells.map(({ probe }) => probe.id))];
}

/** Names of the deployments of cells, each once. */
export function listDeployments(cells: readonly CellFacts[]): string[] {
  return [...new Set(cells.flatMap(({ observation }) => observation.cell.deployment ?? []))];
}

/** The deployment that all cells share, or null. */
export function findOnlyDeployment(cells: CellFacts[]): string | null {
  const [name, ...others] = new Set(cells.map(({ observation }) => observation.cell.deployment));
  return others.length === 0 ? (name ?? null) : null;
}

/** `a`, `a and b`, `a, b and c`, and above the limit `a, b and 7 more`. */
export function formatList(words: string[], limit = 4): string {
  const shown = words.length > limit ? [...words.slice(0, limit - 1), `${words.length - limit + 1} more`] : words;
  if (shown.length < 2) return shown[0] ?? "";
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `1 path`, `3 paths`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
