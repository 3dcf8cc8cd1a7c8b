import type { Cause } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";

/** A cell of the matrix, with the plan's decision about it. */
export interface PlannedCell {
  cell: Cell;
  /** Why it will be skipped. Null if it will run. */
  skip: Cause | null;
  /** Whether the run fails if this cell has no evidence. */
  required: boolean;
}
