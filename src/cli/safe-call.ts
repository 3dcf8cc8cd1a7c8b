import { fileURLToPath } from "node:url";
import { plain } from "../render/inert.ts";
import { vaultOfMessages } from "./configuration/environment-vault.ts";
import { fewDescriptors } from "./descriptors.ts";
import { EXIT } from "./exit.ts";
import { codeOf } from "./output/standard-output.ts";
import { LeakError, OutputError, UsageError } from "./usage-error.ts";
import { TOOL_NAME } from "./version.ts";

/** Errors of other stages whose messages are made for the operator: they name file, line and key, and no secret. */
const OPERATOR_ERRORS = new Set(["CatalogError", "ReportError", "RequestError"]);

/** A message may quote names of a file from elsewhere; it is cut only if nobody would read to its end. */
const LONGEST_LINE = 4000;

/** Platform codes that say the disk or its permissions are at fault. */
const DISK_CODES = new Set([
  "ENOSPC",
  "EACCES",
  "EPERM",
  "EROFS",
  "EIO",
  "EDQUOT",
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "EEXIST",
]);

/**
 * Calls the verb and ends the process with its code, whatever happens. Ending it outright matters: a name lookup that
 * hangs would hold the process for ten seconds more.
 */
export async function callSafely(argv: string[]): Promise<number> {
  process.on("uncaughtException", (error) => process.exit(explain(error)));
  process.on("unhandledRejection", (error) => process.exit(explain(error)));
  // A terminal that went away takes standard error with it; the run's own outcome still counts.
  process.stderr.on("error", () => {});
  let code: number;
  try {
    const { callVerb } = await import("./command-line.ts");
    code = await callVerb(argv, process.env);
  } catch (error) {
    code = explain(error);
  }
  process.exit(code);
}

/**
 * Prints one safe line for an error; the exit code that it means. Messages name paths and names as their operator wrote
 * them: where a secret of the environment was pasted for one, its label is printed.
 */
export function explain(error: unknown): number {
  const { text, code } = meaningOf(error);
  const safe = vaultOfMessages(process.env).redact(text);
  for (const line of safe.split("\n")) process.stderr.write(`${TOOL_NAME}: ${plain(line, LONGEST_LINE)}\n`);
  return code;
}

function meaningOf(error: unknown): { text: string; code: number } {
  if (error instanceof UsageError) return { text: error.message, code: EXIT.usage };
  if (error instanceof OutputError) return { text: error.message, code: EXIT.inputOutput };
  if (error instanceof LeakError) return { text: error.message, code: EXIT.internal };
  if (error instanceof Error && OPERATOR_ERRORS.has(error.name)) return { text: error.message, code: EXIT.usage };
  const few = fewDescriptors(error);
  if (few !== null) return { text: few, code: EXIT.usage };
  const code = codeOf(error);
  if (DISK_CODES.has(code) && error instanceof Error && "syscall" in error) {
    return {
      text: `a file could not be read or written (${code}); check the disk and its permissions.`,
      code: EXIT.inputOutput,
    };
  }
  return { text: `internal error (${nameOf(error)}${placeOf(error)}); please report it.`, code: EXIT.internal };
}

/** The kind of error alone: a message may quote what a peer or the environment said. */
function nameOf(error: unknown): string {
  const code = codeOf(error);
  const name = error instanceof Error ? error.name.replace(/[^A-Za-z]/g, "") : typeof error;
  return code === "unknown" ? name : `${name} ${code.replace(/[^A-Z0-9_]/g, "")}`;
}

/** The first place in our own code that the stack names. */
function placeOf(error: unknown): string {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const line of stack.split("\n")) {
    const at = /file:\/\/\S+?:\d+:\d+/.exec(line)?.[0];
    const match = at === undefined ? null : /^(.*):(\d+):\d+$/.exec(at);
    if (match?.[1] === undefined) continue;
    const path = fileURLToPath(match[1]);
    if (path.startsWith(root)) return ` at ${path.slice(root.length)}:${match[2]}`;
  }
  return "";
}
