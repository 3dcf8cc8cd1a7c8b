import { type Call, defineVerb, type Flags } from "../../src/cli/verb.ts";

/** Never called: the compiler checks it. */
export function flagsAreTyped(): void {
  const flags = {
    "max-wait": { kind: "text", describe: "" },
    probe: { kind: "list", describe: "" },
    scope: { kind: "text", describe: "", choices: ["all", "documented"] },
    json: { kind: "switch", describe: "" },
  } as const satisfies Flags;
  const call = { arguments: [], flags: { probe: [], json: false } } as Call<typeof flags>;
  call.flags["max-wait"] satisfies string | undefined;
  call.flags.probe satisfies string[];
  call.flags.scope satisfies "all" | "documented" | undefined;
  call.flags.json satisfies boolean;
  // @ts-expect-error a misspelt flag does not compile
  call.flags["max-wiat"];
  // @ts-expect-error neither does a value that the flag cannot have
  call.flags.scope = "some";
  defineVerb({
    describe: "",
    positionals: [],
    flags,
    examples: [],
    // @ts-expect-error nor a misspelt flag within a verb
    run: async (own) => Number(own.flags["max-wiat"]),
  });
}
