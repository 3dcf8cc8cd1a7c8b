import { PLAN_FLAGS } from "../configuration/plan-flags.ts";
import { settingFlags } from "../configuration/settings.ts";
import { VIEW_FLAGS } from "../output/view-flags.ts";
import { defineVerb } from "../verb.ts";

// What a run includes is shown. `--target` selects what is run, so it is no filter of the view.
const { target: _, ...VIEW } = VIEW_FLAGS;

export const run = defineVerb({
  describe: "Run every probe against every deployment and write a report",
  positionals: [],
  flags: {
    ...PLAN_FLAGS,
    ...VIEW,
    resume: {
      kind: "text",
      describe: "Output directory or journal of an interrupted run to finish. Only the unfinished cells are run.",
    },
    tls: { kind: "switch", describe: "With --emulate: use TLS." },
    settle: {
      kind: "switch",
      describe: "After the planned cells, run extra cells for results that are still open. This is the default.",
    },
    "no-settle": { kind: "switch", describe: "Run no extra cells." },
    ...settingFlags("concurrency", "timeout", "max-wait", "deadline", "max-paid", "max-settle", "confirm-after"),
  },
  examples: ["aoai-probe run --emulate", "aoai-probe run -c aoai-probe.yaml -o out", "aoai-probe run --resume out"],
  run: async ({ flags }) => await (await import("../run/run-probes.ts")).runProbes(flags),
});
