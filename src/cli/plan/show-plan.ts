import { withArmStatements } from "../../model/arm-statements.ts";
import { listRetirements, SOON_DAYS } from "../../model/retirement.ts";
import { counted } from "../../render/words.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { writeOut } from "../output/standard-output.ts";
import { planRun } from "./plan-run.ts";
import { cellListing, planSize, planTable, settleLine } from "./plan-text.ts";
import { type PlannedRun, withScope } from "./planned-run.ts";
import { sampleLines } from "./sample-listing.ts";
import { settleBound } from "./settle-bound.ts";

interface PlanView {
  /** Whether every request is listed. */
  cells: boolean;
  json: boolean;
  "no-settle": boolean;
}

/** `plan`: what a run would send and cost, under the chosen scope and under the other. Sends nothing. */
export async function showPlan(flags: PlanFlags & PlanView): Promise<number> {
  const planned = await planRun(flags, process.env, "show");
  const { plan, catalog, targets, recipients, vault, notes, warnings } = planned;
  for (const line of [...notes, ...recipientLines(recipients, "A run would send to", vault), ...warnings]) {
    process.stderr.write(`${line}\n`);
  }
  const settle = settleBound(planned, flags["no-settle"]);
  const today = new Date().toISOString().slice(0, 10);
  if (flags.json) {
    const cells = plan.cells.map(({ cell, skip, required }) => ({ id: cell.id, skip, required }));
    const { targets: counts, leftOut } = plan;
    const shown = { targets: counts, settle, ...(leftOut === undefined ? {} : { leftOut }) };
    writeOut(`${JSON.stringify({ ...shown, ...(flags.cells ? { cells } : {}) }, null, 2)}\n`);
    return 0;
  }
  if (flags.cells) writeOut(`${cellListing(plan, catalog.probes, targets)}\n\n`);
  for (const line of [
    ...planTable(plan),
    settleLine(settle),
    ...retirementLines(planned, today),
    otherScope(planned),
    ...sampleLines(plan, catalog, "all"),
  ]) {
    writeOut(`${line}\n`);
  }
  return 0;
}

/** The size of the same plan under the other scope, for whoever has to choose. */
function otherScope(planned: PlannedRun): string {
  const scope = planned.settings.scope === "all" ? "documented" : "all";
  return `With --scope ${scope}: ${planSize(withScope(planned, scope))}`;
}

/** A line for each deployment of the plan whose model retires soon. */
function retirementLines({ catalog, plan, targets }: PlannedRun, today: string): string[] {
  const used = new Set(plan.cells.map(({ cell }) => `${cell.target}/${cell.deployment}`));
  return listRetirements(targets, withArmStatements(catalog.claims, targets, []), today)
    .filter(({ target, deployment, daysLeft }) => daysLeft <= SOON_DAYS && used.has(`${target}/${deployment}`))
    .map(({ target, deployment, model, on, daysLeft, claims }) => {
      const days = daysLeft < 0 ? `${counted(-daysLeft, "day")} ago` : `in ${counted(daysLeft, "day")}`;
      const source = claims.find(({ expects }) => expects.on === on)?.source ?? "";
      return `${target}/${deployment}: the retirement date of ${model} is ${on} (${days}), see ${source}`;
    });
}
