import { defineVerb } from "../verb.ts";

export const explain = defineVerb({
  describe: "Explain one result: each step, related results, how to reproduce it",
  positionals: [
    { name: "CELL", required: true, describe: "The ID of a cell, or the end of it." },
    { name: "REPORT", required: false, describe: "A report.json. Default: report.json." },
  ],
  flags: {},
  examples: ["aoai-probe explain gpt-realtime-whisper/preview-transcription-with-deployment out/report.json"],
  run: async ({ arguments: [cell = "", file] }) =>
    await (await import("../saved/explain-cell.ts")).explainCell(cell, file),
});
