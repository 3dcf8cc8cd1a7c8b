import { defineVerb } from "../verb.ts";

export const bundle = defineVerb({
  describe: "Pack a saved report and its evidence into one archive for a ticket",
  positionals: [{ name: "FILE", required: true, describe: "A report.json." }],
  flags: {
    output: {
      kind: "text",
      alias: "o",
      describe: "Archive to write.",
      default: "bundle.zip in the folder of the report",
    },
    anonymise: {
      kind: "attached",
      describe:
        "Replace names, IDs and addresses with pseudonyms. With =strict, also replace request IDs and regions. Read report.md before you share it, because a name in free text may remain.",
    },
    sign: { kind: "text", describe: "SSH key to sign the archive with. ssh-keygen asks for its passphrase." },
  },
  examples: [
    "aoai-probe bundle out/report.json",
    "aoai-probe bundle out/report.json --anonymise -o ticket.zip",
    "aoai-probe bundle out/report.json --sign ~/.ssh/id_ed25519",
  ],
  run: async ({ arguments: [file = ""], flags }) =>
    await (await import("../saved/bundle-report.ts")).bundleReport(file, flags),
});
