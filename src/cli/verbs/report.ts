import { EXPECTED_ROLES } from "../../model/expectation.ts";
import { VIEW_FLAGS } from "../output/view-flags.ts";
import { defineVerb } from "../verb.ts";

export const report = defineVerb({
  describe: "Evaluate a saved report again and print it",
  positionals: [{ name: "FILE", required: true, describe: "A report.json, or the journal of a run that was stopped." }],
  flags: {
    ...VIEW_FLAGS,
    role: {
      kind: "text",
      choices: EXPECTED_ROLES,
      describe: "Print the ways to serve this role: a row for each way, a column for each region.",
    },
  },
  examples: [
    "aoai-probe report report.json --matrix",
    "aoai-probe report report.json --role transcription",
    "aoai-probe report report.json --format markdown --finding redirect-leaks-credential",
  ],
  run: async ({ arguments: [file = ""], flags }) =>
    await (await import("../saved/show-report.ts")).showReport(file, flags),
});
