import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { CellFacts } from "./facts.ts";

/** Cells that share a cause: never empty. */
export type Group = [CellFacts, ...CellFacts[]];

/** One finding for each group of cells, or none where `make` sees no reason for one. */
export function findingPer(
  cells: CellFacts[],
  key: (cell: CellFacts) => string,
  make: (group: Group) => Finding | null,
): Finding[] {
  return [...groupBy(cells, key).values()].flatMap(([first, ...more]) => {
    const finding = first === undefined ? null : make([first, ...more]);
    return finding === null ? [] : [finding];
  });
}

/** Key that groups cells of one target. */
export function perTarget(cell: CellFacts): string {
  return cell.target.name;
}

/** Cell ids, each once, in order. */
export function idsOf(cells: readonly (CellFacts | null)[]): string[] {
  return [...new Set(cells.flatMap((cell) => (cell === null ? [] : [cell.id])))];
}

/** Probe ids of cells, each once, in order. */
export function probesOf(cells: readonly CellFacts[]): string[] {
  return [...new Set(cells.map(({ probe }) => probe.id))];
}

/** Names of the deployments of cells, each once, in order; cells that name none add nothing. */
export function deploymentsOf(cells: readonly CellFacts[]): string[] {
  return [...new Set(cells.flatMap(({ observation }) => observation.cell.deployment ?? []))];
}

/** The deployment that all cells are of, or null. */
export function onlyDeployment(cells: CellFacts[]): string | null {
  const [name, ...others] = new Set(cells.map(({ observation }) => observation.cell.deployment));
  return others.length === 0 ? (name ?? null) : null;
}

/** `a`, `a and b`, `a, b and c`; beyond the limit `a, b and 7 more`. */
export function listed(words: string[], limit = 4): string {
  const shown = words.length > limit ? [...words.slice(0, limit - 1), `${words.length - limit + 1} more`] : words;
  if (shown.length < 2) return shown[0] ?? "";
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `1 path`, `3 paths`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
