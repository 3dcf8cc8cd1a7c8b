import { fileURLToPath } from "node:url";
import { plain } from "../render/inert.ts";
import { vaultOfMessages } from "./configuration/environment-vault.ts";
import { fewDescriptors } from "./descriptors.ts";
import { EXIT } from "./exit.ts";
import { codeOf } from "./output/standard-output.ts";
import { LeakError, OutputError, UsageError } from "./usage-error.ts";
import { TOOL_NAME } from "./version.ts";

/** Errors of other stages whose messages are for the operator. They name file, line and key, and have no secret. */
const OPERATOR_ERRORS = new Set(["CatalogError", "ImportError", "ReportError", "RequestError"]);

/** A message may quote names from a file that somebody else wrote. */
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
 * Calls the verb and ends the process with its code in every case. Without an explicit end, a name lookup that hangs
 * would keep the process for ten more seconds.
 */
export async function callSafely(argv: string[]): Promise<number> {
  process.on("uncaughtException", (error) => process.exit(explain(error)));
  process.on("unhandledRejection", (error) => process.exit(explain(error)));
  // If the terminal goes away, so does standard error. The outcome of the run still counts.
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
 * Prints an error safely, and returns its exit code. Messages repeat paths and names from the operator, so a secret that
 * was pasted instead of a name is replaced by its label.
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
      text: `A file could not be read or written (${code}): check the disk and its permissions.`,
      code: EXIT.inputOutput,
    };
  }
  return { text: `Internal error (${nameOf(error)}${placeOf(error)}). Please report this bug.`, code: EXIT.internal };
}

/** Only the kind of an error, because its message may quote a peer or the environment. */
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
