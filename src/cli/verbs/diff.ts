import { defineVerb } from "../verb.ts";

export const diff = defineVerb({
  describe: "Show what differs between two saved reports",
  positionals: [
    { name: "BEFORE", required: true, describe: "The earlier report.json." },
    { name: "AFTER", required: true, describe: "The later report.json." },
  ],
  flags: {
    format: { kind: "text", choices: ["table", "markdown", "json"], describe: "Format to print.", default: "table" },
  },
  examples: ["aoai-probe diff out/report.previous.json out/report.json"],
  run: async ({ arguments: [before = "", after = ""], flags }) =>
    await (await import("../saved/show-diff.ts")).showDiff(before, after, flags.format ?? "table"),
});
