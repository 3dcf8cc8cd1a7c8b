import { VIEW_FLAGS } from "../output/view-flags.ts";
import { defineVerb } from "../verb.ts";

export const importCapture = defineVerb({
  describe: "Evaluate captured traffic of another client and print a report",
  positionals: [
    {
      name: "FILE",
      required: true,
      repeatable: true,
      describe: "A HAR, a WebSocket or HTTP cassette, or the output of curl -v or curl -i. Repeatable.",
    },
  ],
  flags: VIEW_FLAGS,
  examples: ["aoai-probe import capture.har", "aoai-probe import capture.har curl.txt -o out"],
  run: async ({ arguments: files, flags }) =>
    await (await import("../saved/import-files.ts")).importCaptures(files, flags),
});
