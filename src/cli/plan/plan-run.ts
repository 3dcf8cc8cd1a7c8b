import type { Catalog } from "../../catalog/index.ts";
import type { Plan } from "../../plan/index.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import type { Settings } from "../configuration/settings.ts";
import { nearestName } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import type { PlannedRun, Purpose } from "./planned-run.ts";

/**
 * Reads every source and makes the plan. Starts nothing and sends nothing.
 * @throws UsageError naming file, line and key, or the flag, of what cannot be used
 */
export async function planRun(
  flags: PlanFlags,
  variables: Record<string, string | undefined>,
  purpose: Purpose,
): Promise<PlannedRun> {
  // Two files, because a plan for the emulator needs no YAML, no schema and no network code.
  const planned =
    flags.emulate === undefined
      ? await (await import("./real-plan.ts")).planReal(flags, variables, purpose)
      : await (await import("./emulated-plan.ts")).planEmulated(flags, flags.emulate, variables);
  if (purpose !== "check") refuseEmpty(planned.plan, planned.catalog, planned.settings);
  return planned;
}

/** A plan without a cell would make a report that looks good and shows nothing. */
function refuseEmpty(plan: Plan, catalog: Catalog, { probe }: Settings): void {
  if (plan.cells.some(({ cell }) => cell.control === null)) return;
  const { part, leftOut = [] } = plan;
  if (leftOut.length > 0 && part === undefined) {
    throw new UsageError(
      "Every selected deployment has `probe: false` or matches no probe. Include one with --deployment NAME.",
    );
  }
  if (part !== undefined && part.most > 0) {
    throw new UsageError(
      `--shard: part ${part.index} of ${part.of} is empty, because this plan has ${part.most} parts at most. Use --shard I/${part.most}.`,
    );
  }
  const ids = catalog.probes.map(({ id }) => id);
  const nearest = probe.map((glob) => nearestName(glob, ids)).find((name) => name !== null && !probe.includes(name));
  const advice =
    nearest == null ? "Remove --probe, --skip, --deployment, --role or --scope." : `Did you mean \`${nearest}\`?`;
  throw new UsageError(`No probes match these filters. ${advice}`);
}
