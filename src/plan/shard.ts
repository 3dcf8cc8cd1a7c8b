import { createHash } from "node:crypto";
import { type Cell, variantName } from "../model/cell.ts";
import type { PlannedCell } from "./planned-cell.ts";

/*
 * A plan cut into parts that different processes run. All cells of a deployment are in one part, because a deployment has
 * one rate. So are the deployments that a probe uses together. Each part has the controls that its cells need, so parts
 * share controls. The same plan is cut in the same way on every machine.
 */

/** One part of a plan. */
export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
}

/** Returns the cells of one part, in the order of the plan. */
export function selectShard(cells: PlannedCell[], { index, of }: Shard): PlannedCell[] {
  const unitOf = unitsOf(cells);
  const shardOf = assignUnits(cells, unitOf, of);
  const own = new Set(cells.filter(({ cell }) => !isControl(cell) && shardOf.get(unitOf(cell)) === index));
  const needed = new Set([...own].flatMap(({ cell }) => [cell.target, groupOf(cell)]));
  return cells.filter((planned) => {
    const { cell } = planned;
    return isControl(cell)
      ? needed.has(cell.control === "missing-deployment" ? groupOf(cell) : cell.target)
      : own.has(planned);
  });
}

/** How many parts a plan can be cut into. */
export function countUnits(cells: PlannedCell[]): number {
  const unitOf = unitsOf(cells);
  return new Set(cells.flatMap(({ cell }) => (isControl(cell) ? [] : [unitOf(cell)]))).size;
}

/** Equal for two plans with the same cells. */
export function planHash(cells: PlannedCell[]): string {
  const text = JSON.stringify(cells.map(({ cell, skip }) => [cell.id, cell.role, cell.companion, skip]));
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** Repetitions have a control's place in the plan, but belong to the cell that they repeat. */
function isControl({ control }: Cell): boolean {
  return control !== null && control !== "settle";
}

/** The cells that a missing-deployment control is for. */
function groupOf({ target, probe, variant }: Cell): string {
  return JSON.stringify([target, probe, variantName(variant)]);
}

function keyOf(target: string, deployment: string | null): string {
  return JSON.stringify([target, deployment]);
}

/** Returns the unit of a cell: the deployments that its probes use together, by the first of them. */
function unitsOf(cells: PlannedCell[]): (cell: Cell) => string {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : rootOf(parent);
  };
  for (const { cell } of cells) {
    if (isControl(cell) || cell.companion === null) continue;
    const [a, b] = [rootOf(keyOf(cell.target, cell.deployment)), rootOf(keyOf(cell.target, cell.companion))];
    if (a !== b) parents.set(a < b ? b : a, a < b ? a : b);
  }
  return ({ target, deployment }) => rootOf(keyOf(target, deployment));
}

/** Gives each unit, the largest first, to the part with the fewest cells. */
function assignUnits(cells: PlannedCell[], unitOf: (cell: Cell) => string, of: number): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { cell, skip } of cells) {
    if (isControl(cell)) continue;
    // A skipped cell costs nothing, but its unit needs a part.
    sizes.set(unitOf(cell), (sizes.get(unitOf(cell)) ?? 0) + (skip === null ? 1 : 0));
  }
  const units = [...sizes].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || (a < b ? -1 : 1));
  const loads = Array.from({ length: of }, () => ({ units: 0, cells: 0 }));
  const assigned = new Map<string, number>();
  for (const [unit, size] of units) {
    const least = loads.reduce((a, b) => (b.cells < a.cells || (b.cells === a.cells && b.units < a.units) ? b : a));
    least.cells += size;
    least.units += 1;
    assigned.set(unit, loads.indexOf(least) + 1);
  }
  return assigned;
}
