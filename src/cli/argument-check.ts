import { credentialShapeIn, isCredentialName } from "./configuration/credential-shape.ts";
import { UsageError } from "./usage-error.ts";

/*
 * Arguments are checked before the parser sees them, because its messages repeat them, and an argument may be a key.
 * Everyone on the machine can read a command line, so a key on it is always refused.
 */

const ADVICE =
  "Others on this machine and the shell history can see it. Set AZURE_OPENAI_API_KEY (or AZURE_OPENAI_AD_TOKEN) instead, and rotate the key if others could see it.";

/** It takes the name of a kind of credential. Any other value is refused without being repeated. */
const KIND_FLAG = "auth";

/**
 * Refuses arguments with a secret. A secret is recognised by the name of its flag, by its shape, or because a variable
 * with a secret has the same value.
 * @param secrets values of known credential variables
 */
export function refuseSecrets(argv: string[], secrets: string[]): void {
  for (const [index, argument] of argv.entries()) {
    const name = /^--?([^=]+)/.exec(argument)?.[1];
    if (name !== undefined && name !== KIND_FLAG && isCredentialName(name)) {
      // curl has this name for the private key of the client certificate.
      const other = name === "key" ? " The private key of --cert is --cert-key FILE." : "";
      throw new UsageError(`No flag takes a secret. ${ADVICE}${other}`);
    }
    if (credentialShapeIn(argument) !== null || secrets.some((secret) => argument.includes(secret))) {
      throw new UsageError(`Argument ${index + 1} looks like a key or token. ${ADVICE}`);
    }
    if (carriesCredential(argument)) {
      throw new UsageError(`Argument ${index + 1} is a URL with a credential. ${ADVICE} For a proxy, set HTTPS_PROXY.`);
    }
  }
}

/** Node's own options for a file of variables. Node reads them anywhere on its command line, ours included. */
const NODE_ENV_FILE = /^--env[-_]file(-if-exists)?(=|$)/;

/**
 * Refuses the option that Node takes for itself. Node read that file before this program began, and may
 * have run code that the file names in NODE_OPTIONS. If the file does not exist, Node ended the process.
 */
export function refuseNodeEnvFile(argv: string[]): void {
  if (!argv.some((argument) => NODE_ENV_FILE.test(argument))) return;
  throw new UsageError(
    "--env-file is an option of Node, which obeys NODE_OPTIONS in that file: use --dotenv FILE instead.",
  );
}

/** What Node read by an option of its own before this program began: its variables count as the environment's. */
export function noteNodeEnvFile(execArgv: string[]): string[] {
  if (!execArgv.some((argument) => NODE_ENV_FILE.test(argument))) return [];
  return ["Node read a file of variables (--env-file). They count as environment variables."];
}

/** A URL with a user name or password, or with a query parameter that is named like a credential. */
function carriesCredential(argument: string): boolean {
  if (/[a-z]:\/\/[^/?#]*@/i.test(argument)) return true;
  const names = [...argument.matchAll(/[?&]([^=&]+)=/g)].map((match) => match[1] ?? "");
  return names.some(isCredentialName);
}

/** Longer arguments are masked unless they read as the name of a flag or command. A secret is not shorter. */
const SHORTEST_MASKED = 4;
const PLAIN_ARGUMENT = /^-{0,2}[a-z][a-z-]{0,30}$/i;

/** A message of the parser with each argument masked that may be a secret. */
export function maskArguments(message: string, argv: string[]): string {
  const parts = argv.flatMap((argument) => [argument, ...argument.replace(/^-+/, "").split("=")]);
  const masked = parts.filter((part) => part.length >= SHORTEST_MASKED && !PLAIN_ARGUMENT.test(part));
  return [...new Set(masked)]
    .sort((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part, "(not shown)"), message);
}
