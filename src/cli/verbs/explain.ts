import { defineVerb } from "../verb.ts";

export const explain = defineVerb({
  describe: "Explain one result: each step, related results, how to reproduce it",
  positionals: [
    {
      name: "ID",
      required: true,
      describe: "The ID of a cell or its end, or any other ID in the report: a probe, a finding, a claim, a request.",
    },
    { name: "REPORT", required: false, describe: "A report.json. Default: report.json." },
  ],
  flags: {},
  examples: ["aoai-probe explain gpt-realtime-whisper/preview-transcription-with-deployment out/report.json"],
  run: async ({ arguments: [id = "", file] }) => await (await import("../saved/explain-id.ts")).explainId(id, file),
});
