import { VIEW_FLAGS } from "../output/view-flags.ts";
import { defineVerb } from "../verb.ts";

export const merge = defineVerb({
  describe: "Merge the reports of a split run into one report",
  positionals: [
    {
      name: "FILE",
      required: true,
      repeatable: true,
      describe: "The report.json, or the journal, of each part. Repeatable.",
    },
  ],
  flags: VIEW_FLAGS,
  examples: ["aoai-probe merge part-*/report.json -o out"],
  run: async ({ arguments: files, flags }) =>
    await (await import("../saved/merge-reports.ts")).mergeFiles(files, flags),
});
