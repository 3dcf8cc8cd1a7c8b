import { join } from "node:path";
import { parse } from "dotenv";
import { UsageError } from "../usage-error.ts";
import { readTextFile } from "./text-file.ts";

/** A file of NAME=VALUE lines that was read. Lines of PowerShell and cmd that set a variable count too. */
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

/**
 * Reads the file that --dotenv names, else `.env` of the working directory; null if neither exists.
 * @throws UsageError if the file cannot be read, or the named one does not exist
 */
export function readDotenvFile(named: string | null, directory: string): DotenvFile | null {
  const name = named ?? DOTENV_NAME;
  const text = readTextFile(named ?? join(directory, DOTENV_NAME), name);
  if (text !== null) return { name, found: named === null, ...parseDotenv(text, name) };
  if (named === null) return null;
  throw new UsageError(`--dotenv: ${named} is not a file: name a file of NAME=VALUE lines.`);
}

/**
 * Reads the lines of such a file.
 * @throws UsageError if a line sets a variable of the service in a form that is not read
 */
export function parseDotenv(content: string, name: string): Pick<DotenvFile, "values" | "lineOf"> {
  refuseEmptyLines(content, name);
  const text = content.split(LINE_END).map(toAssignment).join("\n");
  const values = parse(text);
  refuseUnread(text, values, name);
  return { values, lineOf: (variable) => lineOf(variable, text) };
}

const MOST_EMPTY_LINES = 100;

/** The parser takes quadratic time on a run of empty lines, and a stranger may have written the file. */
function refuseEmptyLines(text: string, name: string): void {
  for (const [space] of text.matchAll(/\s+/g)) {
    const lines = space.match(/\r\n|[\n\r\u2028\u2029]/g)?.length ?? 0;
    if (lines > MOST_EMPTY_LINES + 1) {
      throw new UsageError(`${name}: has more than ${MOST_EMPTY_LINES} empty lines in a row: remove them.`);
    }
  }
}

const LINE_END = /\r\n|\r|\n/;
/** Assignments of PowerShell and of cmd. The value of the first is a literal, because nothing here runs a command. */
const POWERSHELL = /^\$env:([A-Za-z_]\w*)\s*=\s*([^$(@\s].*)$/i;
const CMD = /^@?set\s+"?([A-Za-z_]\w*)=(.*)$/i;
const SETX = /^@?setx\s+([A-Za-z_]\w*)\s+(\S.*)$/i;
const FOR_THE_MACHINE = "/m";

/**
 * A line of PowerShell or cmd as NAME=VALUE. Every other line is unchanged. The end of a line is cut off by itself,
 * because a pattern that looks for it takes quadratic time on a line of spaces.
 */
function toAssignment(line: string): string {
  const text = line.trim();
  const [, name, value = ""] = POWERSHELL.exec(text) ?? [];
  if (name !== undefined) return `${name}=${value}`;
  const [, set, afterSet = ""] = CMD.exec(text) ?? [];
  if (set !== undefined) return `${set}=${afterSet.endsWith('"') ? afterSet.slice(0, -1) : afterSet}`;
  const [, lasting, afterSetx = ""] = SETX.exec(text) ?? [];
  if (lasting === undefined) return line;
  const isForMachine = afterSetx.toLowerCase().endsWith(FOR_THE_MACHINE);
  return `${lasting}=${isForMachine ? afterSetx.slice(0, -FOR_THE_MACHINE.length).trimEnd() : afterSetx}`;
}

/** A line that assigns a variable of the service in a form that was not read must not look as if it were absent. */
function refuseUnread(text: string, values: Record<string, string>, name: string): void {
  for (const [index, line] of text.split("\n").entries()) {
    if (!/^\s*(\$|\[|@?setx?\s)/i.test(line)) continue;
    const variable = /\b((?:AZURE_)?OPENAI_[A-Z_]+|AZURE_API_[A-Z_]+)\b/.exec(line)?.[1];
    if (variable === undefined || Object.hasOwn(values, variable)) continue;
    throw new UsageError(`${name}:${index + 1}: '${variable}' is set in a form that is not read: write NAME=VALUE.`);
  }
}

/** The last line counts, as for the parser. */
function lineOf(variable: string, text: string): number {
  const assignment = new RegExp(`^\\s*(?:export\\s+)?${variable.replaceAll(".", "\\.")}(?:\\s*=|:\\s)`);
  return text.split(LINE_END).findLastIndex((line) => assignment.test(line)) + 1 || 1;
}
