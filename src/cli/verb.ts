/*
 * What a verb is. Each file of verbs/ exports one. A verb loads its modules when it runs, so that help, completion and
 * usage errors do not wait for them.
 */

/**
 * A flag. `text` takes a value, `list` takes one and may be repeated, `switch` takes none. `optional` may take one, and
 * `attached` may take one after `=` only, so that the next argument is not taken for it.
 */
export interface Flag {
  kind: "text" | "list" | "switch" | "optional" | "attached";
  alias?: string;
  describe: string;
  /** The only values it takes. */
  choices?: readonly string[];
  /** For help: what applies without the flag. */
  default?: string;
}

export type Flags = Record<string, Flag>;

/** The value of a flag as typed on the command line. An `optional` or `attached` flag without a value is "". */
type ValueOf<F extends Flag> = F["kind"] extends "switch"
  ? boolean
  : F["kind"] extends "list"
    ? ChoiceOf<F>[]
    : ChoiceOf<F> | undefined;
type ChoiceOf<F extends Flag> = F extends { choices: readonly (infer C)[] } ? C : string;

/** The values of declared flags. A flag that is not declared does not compile. */
export type FlagValues<F extends Flags> = {
  [N in keyof F as undefined extends ValueOf<F[N]> ? never : N]: ValueOf<F[N]>;
} & { [N in keyof F as undefined extends ValueOf<F[N]> ? N : never]?: ValueOf<F[N]> };

/** A call of a verb. */
export interface Call<F extends Flags> {
  /** Arguments without a flag, in the order of the verb's positionals. */
  arguments: string[];
  flags: FlagValues<F>;
}

/** An argument without a flag: `SCENARIO`, `FILE`. */
interface Positional {
  name: string;
  required: boolean;
  /** Whether it takes several arguments. Only the last positional may. */
  repeatable?: boolean;
  describe: string;
}

interface Declaration<F extends Flags> {
  /** One imperative sentence without a full stop. */
  describe: string;
  positionals: Positional[];
  flags: F;
  examples: string[];
}

/** A verb as its file declares it. */
interface DeclaredVerb<F extends Flags> extends Declaration<F> {
  /** Does it, and returns the exit code. */
  run(call: Call<F>): Promise<number>;
}

/** A call whose flags have the values that the verb declares. Only the parser makes one. */
export interface AnyCall {
  arguments: string[];
  flags: Record<string, unknown>;
}

/** Any verb. */
export interface Verb extends Declaration<Flags> {
  run(call: AnyCall): Promise<number>;
}

/** A verb whose calls have exactly the flags that it declares. */
export function defineVerb<const F extends Flags>(verb: DeclaredVerb<F>): Verb {
  return { ...verb, run: async (call) => await verb.run(call as Call<F>) };
}
