import { PLAN_FLAGS } from "../configuration/plan-flags.ts";
import { settingFlags } from "../configuration/settings.ts";
import { defineVerb } from "../verb.ts";

export const plan = defineVerb({
  describe: "Show what a run would send and cost, without sending anything",
  positionals: [],
  flags: {
    ...PLAN_FLAGS,
    cells: { kind: "switch", describe: "List every request and event, without credentials." },
    json: { kind: "switch", describe: "Print the counts as JSON. With --cells, also the ID of every cell." },
    "no-settle": { kind: "switch", describe: "Plan a run without extra cells." },
    ...settingFlags("max-paid", "max-settle"),
  },
  examples: ["aoai-probe plan --emulate", "aoai-probe plan --cells --probe 'ga-*'"],
  run: async ({ flags }) => await (await import("../plan/show-plan.ts")).showPlan(flags),
});
