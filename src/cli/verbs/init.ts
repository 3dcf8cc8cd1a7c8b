import { defineVerb } from "../verb.ts";

export const init = defineVerb({
  describe: "Write a commented configuration file",
  positionals: [{ name: "FILE", required: false, describe: "File to write. Default: aoai-probe.yaml." }],
  flags: {},
  examples: ["aoai-probe init"],
  run: async ({ arguments: [file] }) => (await import("../configuration/template.ts")).writeTemplate(file),
});
