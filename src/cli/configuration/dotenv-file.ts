import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { UsageError } from "../usage-error.ts";

/** A file of NAME=VALUE lines that was read. */
export interface DotenvFile {
  /** As the operator wrote it; `.env` if it was found. */
  name: string;
  /** True if nobody named it: it was in the working directory. */
  found: boolean;
  values: Record<string, string>;
  /** The line, from 1, that gives a variable its value. */
  lineOf(variable: string): number;
}

/** Read in the working directory if no other file is named. */
const DOTENV_NAME = ".env";

const LARGEST_BYTES = 1 << 20;

/**
 * Reads the file that --dotenv names, else `.env` of the working directory; null if neither exists.
 * @throws UsageError if the file cannot be read, or the named one does not exist
 */
export function readDotenvFile(named: string | null, directory: string): DotenvFile | null {
  const name = named ?? DOTENV_NAME;
  const path = named ?? join(directory, DOTENV_NAME);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) {
    if (named === null) return null;
    throw new UsageError(`--dotenv: ${named} is not a file: name a file of NAME=VALUE lines.`);
  }
  if (stat.size > LARGEST_BYTES) throw new UsageError(`${name}: larger than 1 MiB: name a file of variables.`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`${name}: cannot be read: check its permissions.`);
  }
  return { name, found: named === null, values: parse(text), lineOf: (variable) => lineOf(variable, text) };
}

/** The last line counts, as for the parser. */
function lineOf(variable: string, text: string): number {
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${variable.replaceAll(".", "\\.")}(?:\\s*=|:\\s)`);
  return text.split(/\r\n|\r|\n/).findLastIndex((line) => assignment.test(line)) + 1 || 1;
}
