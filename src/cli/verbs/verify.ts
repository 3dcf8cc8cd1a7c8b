import { defineVerb } from "../verb.ts";

export const verify = defineVerb({
  describe: "Check that the verdicts in a bundle follow from its recordings",
  positionals: [{ name: "FILE", required: true, describe: "An archive that `aoai-probe bundle` wrote." }],
  flags: {
    signer: { kind: "text", describe: "Require a signature by one of the keys in this file of allowed signers." },
  },
  examples: ["aoai-probe verify out/bundle.zip", "aoai-probe verify out/bundle.zip --signer allowed_signers"],
  run: async ({ arguments: [file = ""], flags }) =>
    await (await import("../saved/verify-bundle.ts")).verifyFile(file, flags.signer),
});
