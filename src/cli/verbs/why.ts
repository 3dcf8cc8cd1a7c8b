import { CELL_FLAGS } from "../configuration/plan-flags.ts";
import { settingFlags } from "../configuration/settings.ts";
import { defineVerb } from "../verb.ts";

export const why = defineVerb({
  describe: "Find the smallest difference that makes one cell work and another fail",
  positionals: [
    { name: "PASSING", required: true, describe: "The ID of a cell that works, or the end of it." },
    { name: "FAILING", required: true, describe: "The ID of a cell that fails." },
    {
      name: "REPORT",
      required: false,
      describe: "A report.json with both cells. Without it, the cells are taken from the plan of a run.",
    },
  ],
  flags: {
    ...CELL_FLAGS,
    output: { kind: "text", alias: "o", describe: "Directory to write why.json, report.json and report.md to." },
    json: { kind: "switch", describe: "Print the answer as JSON on standard output." },
    yes: {
      kind: "switch",
      describe: "Do not ask before billable requests, or before probes that only REPORT has.",
    },
    ...settingFlags("timeout", "max-wait", "max-paid"),
  },
  examples: [
    "aoai-probe why --emulate france-central gpt-realtime-whisper/preview-transcription-session gpt-realtime-whisper/preview-transcription-with-deployment",
  ],
  run: async ({ arguments: [passing = "", failing = "", report], flags }) =>
    await (await import("../why/find-difference.ts")).findDifference({ passing, failing, report }, flags),
});
