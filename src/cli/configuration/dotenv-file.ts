import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { UsageError } from "../usage-error.ts";

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
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new UsageError(`${name}: cannot be read: check its permissions.`);
  }
  const decoded = decodeText(bytes, name);
  refuseEmptyLines(decoded, name);
  const text = decoded.split(LINE_END).map(toAssignment).join("\n");
  const values = parse(text);
  refuseUnread(text, values, name);
  return { name, found: named === null, values, lineOf: (variable) => lineOf(variable, text) };
}

/** Windows editors and `>` of PowerShell write UTF-16, with a mark at the beginning. */
function decodeText(bytes: Buffer, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: encoding !== "utf-8" }).decode(bytes);
  } catch {
    throw new UsageError(`${name}: is not valid UTF-16: save it as UTF-8.`);
  }
  if (text.includes("\0")) throw new UsageError(`${name}: has NUL characters, so it is not text: save it as UTF-8.`);
  return text;
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
