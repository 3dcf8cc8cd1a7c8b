import { defineVerb } from "../verb.ts";

export const init = defineVerb({
  describe: "Write a commented configuration file, or convert the configuration of another program",
  positionals: [{ name: "FILE", required: false, describe: "File to write. Default: aoai-probe.yaml." }],
  flags: {
    from: {
      kind: "text",
      describe:
        "File to convert: a configuration of LiteLLM or promptfoo, or NAME=VALUE lines. Secrets are not copied.",
    },
  },
  examples: ["aoai-probe init", "aoai-probe init --from litellm.yaml"],
  run: async ({ arguments: [file], flags: { from } }) =>
    from === undefined
      ? (await import("../configuration/template.ts")).writeTemplate(file)
      : await (await import("../init/write-translation.ts")).writeTranslation(from, file),
});
