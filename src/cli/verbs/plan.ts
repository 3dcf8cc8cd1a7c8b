import type { Call } from "../flags.ts";
import { writeOut } from "../output/standard-output.ts";
import { cellListing, planSize, planSummary } from "../plan/plan-text.ts";
import { type PlannedRun, planRun, recipientLines, withScope } from "../plan/planned-run.ts";
import { sampleLines } from "../plan/sample-listing.ts";

/** `plan`: what a run would send and cost, for the asked scope and for the other. Sends nothing. */
export async function plan(call: Call): Promise<number> {
  const planned = await planRun(call, process.env, "show");
  for (const note of planned.notes) process.stderr.write(`${note}\n`);
  for (const line of recipientLines(planned, "A run would send to")) process.stderr.write(`${line}\n`);
  try {
    if (call.given("cells")) writeOut(`${cellListing(planned.plan, planned.catalog.probes, planned.targets)}\n\n`);
    writeOut(`${planSummary(planned.plan)}\n`);
    writeOut(`${otherScope(planned)}\n`);
    for (const line of sampleLines(planned.plan, planned.catalog, "all")) writeOut(`${line}\n`);
  } finally {
    await planned.emulatedTargets?.close();
  }
  return 0;
}

/** The size of the same plan under the other scope, for whoever has to choose. */
function otherScope(planned: PlannedRun): string {
  const scope = planned.settings.scope === "all" ? "documented" : "all";
  return `with --scope ${scope}: ${planSize(withScope(planned, scope))}`;
}
