import { PLAN_FLAGS } from "../configuration/plan-flags.ts";
import { defineVerb } from "../verb.ts";

export const plan = defineVerb({
  describe: "Show what a run would send and cost, without sending anything",
  positionals: [],
  flags: { ...PLAN_FLAGS, cells: { kind: "switch", describe: "List every request and event, without credentials." } },
  examples: ["aoai-probe plan --emulate", "aoai-probe plan --cells --probe 'ga-*'"],
  run: async ({ flags }) => await (await import("../plan/show-plan.ts")).showPlan(flags, flags.cells),
});
