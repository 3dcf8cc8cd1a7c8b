import type { Cell } from "../../model/cell.ts";
import { matchesAny } from "../../plan/index.ts";
import { nearestName } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

/**
 * The one cell that a text selects. The text is an ID, an ID without variant or target, the beginning of an ID, or a
 * glob. The first of these forms that matches exactly one cell counts. A control is selected if no other cell fits.
 * @throws UsageError with the cells if several match, and with the nearest if none does
 */
export function cellChosen(text: string, cells: Cell[]): Cell {
  const ordinary = cells.filter(({ control }) => control === null || text.includes("~"));
  const several: Cell[] = [];
  for (const among of [ordinary, cells]) {
    const found = cellsChosen(text, among);
    if (found.length === 1 && found[0] !== undefined) return found[0];
    if (several.length === 0) several.push(...found);
  }
  throw new UsageError(several.length === 0 ? noSuch(text, ordinary) : ambiguous(text, several));
}

/** The cell of the first form that matches exactly one, or else the cells of the first form that matches several. */
function cellsChosen(text: string, cells: Cell[]): Cell[] {
  const ways: ((cell: Cell) => boolean)[] = [
    ({ id }) => id === text,
    ({ id }) => id.endsWith(`/${text}`),
    ({ id }) => bare(id) === text,
    ({ id }) => bare(id).endsWith(`/${text}`),
    ({ id }) => id.startsWith(text),
    ({ id }) => matchesAny(id, [text]),
  ];
  let several: Cell[] = [];
  for (const fits of ways) {
    const found = cells.filter(fits);
    if (found.length === 1) return found;
    if (several.length === 0) several = found;
  }
  return several;
}

/** Without variant and control. */
function bare(id: string): string {
  return id.split(/[@~]/)[0] ?? id;
}

function ambiguous(text: string, cells: Cell[]): string {
  const ids = cells.slice(0, 6).map(({ id }) => id);
  const more = cells.length > ids.length ? `, and ${cells.length - ids.length} more` : "";
  return `${text}: matches ${cells.length} cells (${ids.join(", ")}${more}). Name one of them.`;
}

function noSuch(text: string, cells: Cell[]): string {
  const nearest = nearestName(
    text,
    cells.flatMap(({ id }) => [id, bare(id)]),
  );
  if (nearest !== null) return `${text}: no such cell: did you mean \`${nearest}\`?`;
  return `${text}: no such cell. IDs are TARGET/DEPLOYMENT/PROBE, and \`aoai-probe plan --cells\` lists them.`;
}
