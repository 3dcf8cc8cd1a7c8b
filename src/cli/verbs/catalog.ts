import { settingFlags } from "../configuration/settings.ts";
import { defineVerb } from "../verb.ts";

export const catalog = defineVerb({
  describe: "Print the version, the date and the content of the catalogue",
  positionals: [],
  flags: {
    ...settingFlags("probes"),
    json: { kind: "switch", describe: "Print the catalogue as JSON." },
  },
  examples: ["aoai-probe catalog", "aoai-probe catalog --json", "aoai-probe catalog --probes ./probes"],
  run: async ({ flags }) => await (await import("../catalog/print-catalog.ts")).printCatalog(flags.probes, flags.json),
});
