import { credentialShapeIn, isCredentialName } from "./configuration/credential-shape.ts";
import type { Argument, Flag, Verb } from "./flags.ts";
import { didYouMean } from "./text/nearest-name.ts";
import { UsageError } from "./usage-error.ts";

/*
 * Arguments are looked over before the parser sees them, because a parser's messages repeat what was typed, and what
 * was typed may be a key. Anyone on the machine can read a command line, so a key on it is refused whatever it is for.
 */

const ADVICE =
  "a command line is visible to everybody on this machine and kept in the shell's history; put the key into AZURE_OPENAI_API_KEY (a token into AZURE_OPENAI_AD_TOKEN) or name its variable in the configuration, and rotate it if others could see it";

/** Flags that every call takes. */
export const COMMON_FLAGS: Record<string, Flag> = {
  help: { kind: "switch", alias: "h", describe: "show help" },
  version: { kind: "switch", describe: "show the version" },
};

/**
 * Refuses arguments that hold a secret: by the flag's name, by the value's shape, or because the value is that of a
 * variable that holds one.
 * @param secrets values of known credential variables
 */
export function refuseSecrets(argv: string[], secrets: string[]): void {
  for (const [index, argument] of argv.entries()) {
    const name = /^--?([^=]+)/.exec(argument)?.[1];
    if (name !== undefined && isCredentialName(name)) {
      throw new UsageError(`there is no flag that takes a secret: ${ADVICE}.`);
    }
    if (credentialShapeIn(argument) !== null || secrets.some((secret) => argument.includes(secret))) {
      throw new UsageError(`argument ${index + 1} holds what looks like a key or token: ${ADVICE}.`);
    }
    if (carriesCredential(argument)) {
      throw new UsageError(`argument ${index + 1} is a URL that carries a credential: ${ADVICE}.`);
    }
  }
}

/** Node's own options for a file of variables. Node reads them anywhere on its command line, ours included. */
const NODE_ENV_FILE = /^--env[-_]file(-if-exists)?(=|$)/;

/**
 * Refuses the option that Node takes for itself. Node has read that file by now, and may have run code that it names in
 * NODE_OPTIONS; if the file does not exist, Node has ended the process before this program began.
 */
export function refuseNodeEnvFile(argv: string[]): void {
  if (!argv.some((argument) => NODE_ENV_FILE.test(argument))) return;
  throw new UsageError(
    "--env-file is an option of Node, which reads the file itself and obeys NODE_OPTIONS in it. Use --dotenv FILE instead.",
  );
}

/** What Node read by an option of its own before this program began: its variables count as the environment's. */
export function noteNodeEnvFile(execArgv: string[]): string[] {
  if (!execArgv.some((argument) => NODE_ENV_FILE.test(argument))) return [];
  return ["Node read a file of variables (--env-file). They count as variables of the environment."];
}

/** A URL with a user name or password, or with a query parameter that is named like a credential. */
function carriesCredential(argument: string): boolean {
  if (/[a-z]:\/\/[^/?#]*@/i.test(argument)) return true;
  const names = [...argument.matchAll(/[?&]([^=&]+)=/g)].map((match) => match[1] ?? "");
  return names.some(isCredentialName);
}

/**
 * Checks the arguments of a verb against its flags.
 * @throws UsageError naming the flag and the nearest known one; never a value
 */
export function checkArguments(verbName: string, verb: Verb, argv: string[]): void {
  const flags = { ...verb.flags, ...COMMON_FLAGS };
  const seen = new Set<string>();
  let positional = 0;
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? "";
    if (!argument.startsWith("-") || argument === "-") {
      positional += 1;
      if (positional > argumentsOf(verb).length) throw new UsageError(tooMany(verbName, verb, index));
      continue;
    }
    const [typed = "", value] = splitOnce(argument);
    const name = nameOf(typed, flags);
    if (name === null) throw new UsageError(unknownFlag(verbName, typed, Object.keys(flags)));
    const { kind } = flags[name] ?? { kind: "switch" };
    if (kind !== "list" && seen.has(name)) throw new UsageError(`--${name} is given twice; give it once.`);
    seen.add(name);
    if (kind === "switch" && value !== undefined) throw new UsageError(`--${name} takes no value.`);
    if (kind !== "text" && kind !== "list") {
      if (kind === "optional" && value === undefined && isValue(argv[index + 1])) index += 1;
      continue;
    }
    if (value === undefined) index += 1;
    if ((value ?? argv[index] ?? "") === "" || (value === undefined && !isValue(argv[index]))) {
      throw new UsageError(`--${name} needs a value; \`aoai-probe ${verbName} --help\` shows its form.`);
    }
  }
  const helps = seen.has("help") || seen.has("version");
  const missing = argumentsOf(verb)[positional];
  if (missing?.required === true && !helps) {
    throw new UsageError(`${verbName} needs ${missing.name}, ${missing.describe}.`);
  }
}

/** What a verb takes without a flag, in order. */
export function argumentsOf(verb: Verb): Argument[] {
  return verb.argument === null ? [] : [verb.argument, ...(verb.further ?? [])];
}

/** The verb named by the first argument. */
export function unknownVerb(typed: string, verbs: string[]): string {
  const shown = /^[a-z-]{1,20}$/i.test(typed) ? ` \`${typed}\`` : "";
  return `unknown verb${shown}${didYouMean(typed, verbs) || `; known: ${verbs.join(", ")}.`}`;
}

function unknownFlag(verb: string, typed: string, known: string[]): string {
  const plain = typed.replace(/^-+/, "");
  const shown = /^-{1,2}[a-z][a-z-]{0,30}$/i.test(typed) ? ` ${typed}` : "";
  return `${verb}: unknown flag${shown}${didYouMean(plain, known, "--") || `; \`aoai-probe ${verb} --help\` lists them.`}`;
}

function tooMany(verbName: string, verb: Verb, index: number): string {
  const names = argumentsOf(verb).map(({ name }) => name);
  const takes = names.length === 0 ? "takes flags only" : `takes ${names.length === 1 ? "one " : ""}${names.join(" ")}`;
  return `${verbName} ${takes}: argument ${index + 1} after it is not understood.`;
}

function nameOf(typed: string, flags: Record<string, Flag>): string | null {
  if (typed.startsWith("--")) return Object.hasOwn(flags, typed.slice(2)) ? typed.slice(2) : null;
  const short = Object.entries(flags).find(([, flag]) => flag.alias === typed.slice(1));
  return short?.[0] ?? null;
}

function splitOnce(argument: string): [string, string | undefined] {
  const at = argument.indexOf("=");
  return at === -1 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function isValue(argument: string | undefined): boolean {
  return argument !== undefined && (!argument.startsWith("-") || argument === "-");
}
