import type { Plan } from "../../plan/index.ts";
import type { Settings } from "../configuration/settings.ts";
import { countPaid, PAID_WITHOUT_QUESTION } from "./paid-limit.ts";
import type { PlannedRun } from "./planned-run.ts";

/** How many cells the settle pass may add to a run. */
export interface SettleBound {
  cells: number;
  /** Those that may be billed. The run and its settle pass share the limit of --max-paid, unless the run is emulated. */
  paid: number;
}

/** Returns the most that the settle pass may send after a plan. Zero without a settle pass. */
export function settleBound(
  {
    plan,
    settings,
    emulated,
  }: { plan: Plan; settings: Pick<Settings, "max-settle" | "max-paid">; emulated: PlannedRun["emulated"] },
  isOff: boolean,
): SettleBound {
  const cells = isOff ? 0 : settings["max-settle"];
  const paid = countPaid(plan);
  const most = settings["max-paid"] ?? PAID_WITHOUT_QUESTION;
  // A run without billable cells has no billable extra cells. In an emulated run nothing is billed, so nothing limits them.
  const left = paid === 0 ? 0 : emulated === null ? Math.max(0, most - paid) : cells;
  return { cells, paid: Math.min(cells, left) };
}
