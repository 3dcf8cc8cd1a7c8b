import yargs, { type Argv, type Options } from "yargs";
import { maskArguments, refuseNodeEnvFile, refuseSecrets } from "./argument-check.ts";
import { MANAGEMENT_VARIABLE, VARIABLES } from "./configuration/variables.ts";
import { writeOut } from "./output/standard-output.ts";
import { nearestName } from "./text/nearest-name.ts";
import { UsageError } from "./usage-error.ts";
import type { AnyCall, Flag, Verb } from "./verb.ts";
import { SHELLS } from "./verbs/completion.ts";
import { loadVerbs, VERBS } from "./verbs/index.ts";
import { TOOL_NAME, toolVersion } from "./version.ts";

/*
 * The command line, by yargs: commands, flags, validation, help, completion. Code of our own
 * has one of two reasons. An argument may be a secret, which no message may repeat. Or yargs has no message of our form.
 */

/** The shortest value of a credential variable that is looked for among the arguments. */
const SHORTEST_SECRET = 8;

/** Columns of the help, also on a wider terminal. The help is written once, when the package is built. */
const HELP_WIDTH = 100;

const OVERVIEW = `${TOOL_NAME} COMMAND [flags]

Find out, with evidence, which Azure OpenAI deployments work on which paths.`;
const EPILOGUE = `${TOOL_NAME} COMMAND --help shows the flags of a command. No flag takes a secret: set an environment variable instead.`;

/** The messages of yargs in our words. Each has the same placeholders as the original. */
const TEXTS = {
  "Unknown argument: %s": { one: "unknown argument %s", other: "unknown arguments %s" },
  "Unknown command: %s": { one: "unknown command %s", other: "unknown commands %s" },
  "Did you mean %s?": "unknown command: did you mean `%s`?",
  "Not enough non-option arguments: got %s, need at least %s": {
    one: "an argument is missing (%s of %s given)",
    other: "an argument is missing (%s of %s given)",
  },
  "Not enough arguments following: %s": "--%s needs a value",
  "Invalid values:": "",
  "Argument: %s, Given: %s, Choices: %s": "--%s does not accept %s. Use one of %s.",
  "Show help": "Show this help.",
  "Show version number": "Show the version.",
  "Commands:": "Commands:",
  "Options:": "Flags:",
  "Positionals:": "Arguments:",
};

/** Reads the arguments, and prints help or calls the verb. Returns the exit code. */
export async function callVerb(argv: string[], variables: Record<string, string | undefined>): Promise<number> {
  const secrets = [VARIABLES.key, VARIABLES.token, MANAGEMENT_VARIABLE].map((name) => (variables[name] ?? "").trim());
  refuseSecrets(
    argv,
    secrets.filter((value) => value.length >= SHORTEST_SECRET),
  );
  refuseNodeEnvFile(argv);
  const { output, called } = await parseArguments(argv);
  if (argv.length === 0) process.stderr.write(`${output}\n`);
  else if (output !== "") writeOut(`${output}\n`);
  if (called === null) return argv.length === 0 ? 2 : 0;
  return await called.verb.run(called.call);
}

/** The help of the program ("") and of each verb, as yargs writes it. */
export async function helpTexts(): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of ["", ...Object.keys(VERBS)]) {
    const { output } = await parseArguments(name === "" ? ["--help"] : [name, "--help"]);
    texts[name] = `${output}\n`;
  }
  return texts;
}

/** Thrown as soon as a call is known. Otherwise yargs formats the help of the verb, which takes longer than the parsing. */
const PARSED = Symbol("parsed");

interface Parsed {
  /** What yargs has to print: help, the version, a completion script or completions. */
  output: string;
  called: { verb: Verb; call: AnyCall } | null;
}

/** Lets yargs parse the arguments. Throws UsageError with no value in its message. */
export async function parseArguments(argv: string[]): Promise<Parsed> {
  const [first = ""] = argv;
  const verbs = await verbsFor(first);
  const result: Parsed = { output: "", called: null };
  const parser = emptyParser(argv);
  for (const [name, verb] of Object.entries(verbs)) {
    parser.command(usageOf(name, verb), verb.describe, builderOf(name, verb), (parsed) => {
      if (name === "completion") {
        parser.showCompletionScript();
        return;
      }
      result.called = { verb, call: callOf(verb, parsed) };
      throw PARSED;
    });
  }
  parser.fail((message, error) => {
    if (error !== undefined && error.name !== "YError") throw error;
    throw new UsageError(explainMessage(message ?? error?.message ?? "", argv, verbs[first]));
  });
  const typed = typedFor(argv, verbs[first]);
  try {
    await parser.parseAsync(typed.length === 0 ? ["--help"] : typed, {}, (error, _parsed, output) => {
      if (error instanceof Error) throw error;
      result.output = output;
    });
  } catch (error) {
    if (error !== PARSED) throw error;
  }
  return result;
}

/** The verb that is called, or all of them if that is not clear yet. */
async function verbsFor(name: string): Promise<Record<string, Verb>> {
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  return load === undefined ? await loadVerbs() : { [name]: await load() };
}

function emptyParser(argv: string[]): Argv {
  const [verb, shell] = argv;
  if (verb === "completion" && shell !== undefined && !shell.startsWith("-")) {
    if (!SHELLS.some((known) => known === shell)) {
      throw new UsageError(
        `completion: no script for this shell. Use ${SHELLS.slice(0, -1).join(", ")} or ${SHELLS.at(-1)}.`,
      );
    }
    // yargs takes the shell of the completion script from this variable alone.
    process.env.SHELL = shell;
  }
  return yargs([])
    .scriptName(TOOL_NAME)
    .usage(OVERVIEW)
    .locale("en")
    .updateStrings(TEXTS as unknown as Record<string, string>)
    .wrap(HELP_WIDTH)
    .exitProcess(false)
    .help()
    .alias("help", "h")
    .version(toolVersion())
    .alias("version", "V")
    .strict()
    .demandCommand(1)
    .recommendCommands()
    .completion("completion-script", false)
    .epilogue(EPILOGUE)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    });
}

function builderOf(name: string, verb: Verb): (parser: Argv) => Argv {
  return (parser) => {
    parser.usage(`${TOOL_NAME} ${usageOf(name, verb)} [flags]\n\n${verb.describe}.`).epilogue("");
    for (const { name: positional, describe } of verb.positionals) {
      parser.positional(positional, { type: "string", describe });
    }
    for (const [flag, declared] of Object.entries(verb.flags)) parser.option(flag, optionOf(declared));
    for (const example of verb.examples) parser.example(example, "");
    return parser;
  };
}

function usageOf(name: string, { positionals }: Verb): string {
  const shown = positionals.map(({ name: positional, required, repeatable = false }) => {
    const text = repeatable ? `${positional}..` : positional;
    return required ? `<${text}>` : `[${text}]`;
  });
  return [name, ...shown].join(" ");
}

function optionOf(flag: Flag): Options {
  return {
    type: flag.kind === "switch" ? "boolean" : "string",
    describe: flag.describe,
    ...(flag.alias === undefined ? {} : { alias: flag.alias }),
    ...(flag.kind === "list" ? { array: true } : {}),
    ...(flag.kind === "list" || flag.kind === "text" ? { requiresArg: true } : {}),
    ...(flag.choices === undefined ? {} : { choices: flag.choices }),
    ...(flag.default === undefined ? {} : { defaultDescription: flag.default }),
  };
}

/** Marks an argument that is no flag although it begins with `-`. No argument of a process can contain it. */
const NO_FLAG = "\0";

/** The ID of a cell without a deployment begins with `-/`, and after `--` no argument is a flag. */
function typedFor(argv: string[], verb: Verb | undefined): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.flatMap((argument, index) => {
    if (index === end) return [];
    return index > end || argument.startsWith("-/") ? NO_FLAG + argument : attach(argument, verb);
  });
}

/** yargs would take the argument after a flag without a value for the value of the flag. */
function attach(argument: string, verb: Verb | undefined): string {
  const isAttached = argument.startsWith("--") && verb?.flags[argument.slice(2)]?.kind === "attached";
  return isAttached ? `${argument}=` : argument;
}

/**
 * The call that yargs parsed.
 * @throws UsageError for what yargs accepts and we do not: a flag given twice, a value that is empty or not expected
 */
function callOf(verb: Verb, parsed: Record<string, unknown>): AnyCall {
  const given = (name: string) => withoutMark(parsed[name]);
  const flags = Object.entries(verb.flags).map(([name, { kind }]) => [name, givenValue(name, kind, given(name))]);
  const { positionals } = verb;
  return {
    arguments: positionals.flatMap(({ name }) => [given(name) ?? []].flat().map(String)),
    flags: Object.fromEntries(flags),
  };
}

function withoutMark(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMark);
  return typeof value === "string" && value.startsWith(NO_FLAG) ? value.slice(NO_FLAG.length) : value;
}

function givenValue(name: string, kind: Flag["kind"], value: unknown): unknown {
  if (kind === "switch") {
    // Only `--json=…` makes a switch false.
    if (value === false) throw new UsageError(`--${name} takes no value: remove the part after =.`);
    if (Array.isArray(value)) throw new UsageError(`--${name} is given twice: give it once.`);
    return value === true;
  }
  if (kind === "list") {
    const values = (Array.isArray(value) ? value : []).map(String);
    if (values.includes("")) throw new UsageError(`--${name} needs a value.`);
    return values;
  }
  if (Array.isArray(value)) throw new UsageError(`--${name} is given twice: give it once.`);
  if (kind === "text" && value === "") throw new UsageError(`--${name} needs a value.`);
  return value;
}

/** A message of yargs with the nearest flag, and without anything that may be a secret. */
function explainMessage(message: string, argv: string[], verb: Verb | undefined): string {
  const [name = ""] = argv;
  const line = maskArguments(message.trim().replace(/\s*\n\s*/g, " "), argv);
  const unknown = /^unknown arguments? (\S+?)(,|$)/.exec(line)?.[1];
  const isFlag = unknown !== undefined && argv.some((typed) => typed.split("=")[0] === `--${unknown}`);
  if (verb === undefined) return line.endsWith("?") ? line : `${line}. \`${TOOL_NAME} --help\` lists the commands.`;
  const nearest = unknown === undefined ? null : nearestName(unknown.replace(/^no-/, ""), Object.keys(verb.flags));
  if (nearest !== null && isFlag) return `${name}: unknown flag --${unknown}: did you mean \`--${nearest}\`?`;
  if (nearest !== null) return `${name}: ${line}: did you mean \`--${nearest}\`?`;
  return `${name}: ${line}${line.endsWith(".") ? "" : "."} \`${TOOL_NAME} ${name} --help\` shows its arguments and flags.`;
}
