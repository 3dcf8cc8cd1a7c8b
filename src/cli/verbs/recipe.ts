import { LANGUAGE_NAMES, PURPOSES } from "../../recipe/language.ts";
import { defineVerb } from "../verb.ts";

export const recipe = defineVerb({
  describe: "Print a minimal program for a path that works in a saved report",
  positionals: [
    { name: "DEPLOYMENT", required: true, describe: "A deployment in the report." },
    { name: "REPORT", required: false, describe: "A report.json. Default: report.json." },
  ],
  flags: {
    for: {
      kind: "text",
      choices: PURPOSES,
      describe: "What the program does.",
      default: "the role of the deployment",
    },
    lang: { kind: "text", choices: LANGUAGE_NAMES, describe: "Language of the program.", default: "typescript" },
    target: { kind: "text", describe: "Use the result from this target." },
    probe: { kind: "text", describe: "Use the result of this probe, such as chat-completions-stream." },
  },
  examples: ["aoai-probe recipe gpt-realtime-whisper out/report.json --lang python"],
  run: async ({ arguments: [deployment = "", file], flags }) =>
    await (await import("../saved/print-recipe.ts")).printRecipe(deployment, file, flags),
});
