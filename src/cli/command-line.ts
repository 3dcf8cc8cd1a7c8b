import yargs, { type Argv, type Options } from "yargs";
import {
  argumentsOf,
  COMMON_FLAGS,
  checkArguments,
  refuseNodeEnvFile,
  refuseSecrets,
  unknownVerb,
} from "./argument-check.ts";
import { VARIABLES } from "./configuration/environment.ts";
import { type Call, type Flag, VERBS, type Verb } from "./flags.ts";
import { writeOut } from "./output/standard-output.ts";
import { UsageError } from "./usage-error.ts";

/** The shortest value of a credential variable that is looked for among the arguments. */
const SHORTEST_SECRET = 8;

/** Reads the arguments, shows help or calls the verb; the exit code. */
export async function callVerb(argv: string[], variables: Record<string, string | undefined>): Promise<number> {
  const secrets = [VARIABLES.key, VARIABLES.token].map((name) => (variables[name] ?? "").trim());
  refuseSecrets(
    argv,
    secrets.filter((value) => value.length >= SHORTEST_SECRET),
  );
  refuseNodeEnvFile(argv);
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    return await showHelp(overview(), name === undefined ? 2 : 0);
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) {
    throw new UsageError(
      name.startsWith("-")
        ? "the verb comes first: aoai-probe VERB …; --help lists them."
        : unknownVerb(name, Object.keys(VERBS)),
    );
  }
  checkArguments(name, verb, rest);
  const parser = parserOf(name, verb);
  const parsed = await parser.parseAsync(rest.map((argument) => attached(argument, verb)));
  if (parsed.help === true) return await showHelp(parser, 0);
  const call = await verb.load();
  return await call(callOf(parsed));
}

function overview(): Argv {
  const parser = plainParser().usage(
    "aoai-probe VERB [flags]\n\nSettles, with evidence, what an Azure OpenAI resource really supports.",
  );
  for (const [name, verb] of Object.entries(VERBS)) parser.command(usageOf(name, verb), verb.describe);
  return parser
    .options({ help: optionOf(COMMON_FLAGS.help), version: optionOf(COMMON_FLAGS.version) })
    .example("aoai-probe run --emulate", "ask three embedded resources; needs no key")
    .epilogue("aoai-probe VERB --help shows a verb's flags. No flag takes a secret: name its variable.");
}

function parserOf(name: string, verb: Verb): Argv {
  const flags = { ...verb.flags, help: COMMON_FLAGS.help };
  const parser = plainParser().usage(`aoai-probe ${usageOf(name, verb)} [flags]\n\n${verb.describe}`);
  const told = argumentsOf(verb).map((argument) => `${argument.name}: ${argument.describe}`);
  if (told.length > 0) parser.epilogue(told.join("\n"));
  for (const example of verb.examples) parser.example(example, "");
  return parser.options(Object.fromEntries(Object.entries(flags).map(([flag, form]) => [flag, optionOf(form)])));
}

/** Nothing of yargs's own may print or exit: it knows nothing of what must not be repeated. */
function plainParser(): Argv {
  return yargs([])
    .scriptName("aoai-probe")
    .locale("en")
    .wrap(100)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(() => {
      throw new UsageError("the arguments are not understood; --help shows their form.");
    })
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    });
}

function usageOf(name: string, verb: Verb): string {
  const shown = argumentsOf(verb).map((argument) => (argument.required ? argument.name : `[${argument.name}]`));
  return [name, ...shown].join(" ");
}

function optionOf(flag: Flag | undefined): Options {
  if (flag === undefined) return {};
  const { alias, describe, kind } = flag;
  const type = kind === "switch" ? "boolean" : "string";
  return { type, describe, ...(alias === undefined ? {} : { alias }), ...(kind === "list" ? { array: true } : {}) };
}

/** To the parser a flag without a value would take the argument behind it. */
function attached(argument: string, verb: Verb): string {
  const isAttached = argument.startsWith("--") && verb.flags[argument.slice(2)]?.kind === "attached";
  return isAttached ? `${argument}=` : argument;
}

function callOf(parsed: Record<string, unknown>): Call {
  const list = (flag: string): string[] => {
    const value = parsed[flag];
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  };
  const [argument, ...further] = Array.isArray(parsed._) ? parsed._.map(String) : [];
  return {
    argument,
    further,
    text: (flag) => list(flag)[0],
    list,
    given: (flag) => parsed[flag] !== undefined && parsed[flag] !== false,
  };
}

async function showHelp(parser: Argv, code: number): Promise<number> {
  const text = `${await parser.getHelp()}\n`;
  if (code === 0) writeOut(text);
  else process.stderr.write(text);
  return code;
}
