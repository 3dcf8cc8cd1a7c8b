import type { Cause } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";

/** A cell of the matrix, and what the plan says of it. */
export interface PlannedCell {
  cell: Cell;
  /** Why it will not be asked; null where it will. */
  skip: Cause | null;
  /** Whether the run fails where this cell brings no evidence. */
  required: boolean;
}
