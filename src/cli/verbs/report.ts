import { VIEW_FLAGS } from "../output/view-flags.ts";
import { defineVerb } from "../verb.ts";

export const report = defineVerb({
  describe: "Evaluate a saved report again and print it",
  positionals: [{ name: "FILE", required: true, describe: "A report.json, or the journal of a run that was stopped." }],
  flags: VIEW_FLAGS,
  examples: [
    "aoai-probe report report.json --matrix",
    "aoai-probe report report.json --format markdown --finding redirect-leaks-credential",
  ],
  run: async ({ arguments: [file = ""], flags }) =>
    await (await import("../saved/show-report.ts")).showReport(file, flags),
});
