import type { Plan } from "../../plan/index.ts";
import type { Settings } from "../configuration/settings.ts";
import { countPaid, PAID_WITHOUT_QUESTION } from "./paid-limit.ts";

/** How many cells the settle pass may add to a run. */
export interface SettleBound {
  cells: number;
  /** Those that may be billed. The run and its settle pass share the limit of --max-paid. */
  paid: number;
}

/** Returns the most that the settle pass may send after a plan. Zero without a settle pass. */
export function settleBound(
  plan: Plan,
  settings: Pick<Settings, "max-settle" | "max-paid">,
  isOff: boolean,
): SettleBound {
  const cells = isOff ? 0 : settings["max-settle"];
  const paid = countPaid(plan);
  const left = paid === 0 ? 0 : Math.max(0, (settings["max-paid"] ?? PAID_WITHOUT_QUESTION) - paid);
  return { cells, paid: Math.min(cells, left) };
}
