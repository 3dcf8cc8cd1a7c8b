import { defineVerb } from "../verb.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

/** yargs prints the script: see command-line.ts. */
export const completion = defineVerb({
  describe: "Print a script that completes commands and flags in bash, zsh or fish",
  positionals: [{ name: "SHELL", required: false, describe: "bash, zsh or fish. Default: the shell in $SHELL." }],
  flags: {},
  examples: [
    "aoai-probe completion bash >> ~/.bashrc",
    "aoai-probe completion zsh >> ~/.zshrc",
    "aoai-probe completion fish > ~/.config/fish/completions/aoai-probe.fish",
  ],
  run: async () => 0,
});
