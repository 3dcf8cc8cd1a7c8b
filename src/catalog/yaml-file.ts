import { join } from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { isPlainName } from "../model/name-form.ts";
import { CatalogError } from "./error.ts";
import { listYamlFiles, PackFileError, readPackFile } from "./pack-file.ts";
import type { ProbeFault } from "./sources.ts";
import { findSyntaxFault, valueOfDocument } from "./yaml-syntax.ts";

/** Maximum problems shown per file. Only the number of the others is shown. */
const MOST_SHOWN = 10;
const MOST_BYTES = 256 << 10;
const MOST_BYTES_IN_ALL = 4 << 20;

type Path = (string | number)[];

/** A YAML file of the catalogue, read but not parsed. */
export interface YamlFile {
  /** The folder of the catalogue or of the pack that contains it. */
  folder: string;
  /** Its path, as the operator wrote it. */
  file: string;
  bytes: Uint8Array;
}

/** Reads every YAML file below a folder, in the order of their paths. Throws CatalogError if one may not be read. */
export function readYamlFiles(folder: string): YamlFile[] {
  const files: YamlFile[] = [];
  let bytes = 0;
  for (const name of asCatalogError(folder, () => listYamlFiles(folder))) {
    const file = readYamlFile(folder, name);
    bytes += file.bytes.byteLength;
    if (bytes > MOST_BYTES_IN_ALL) {
      throw new CatalogError(`${folder}: has more than ${MOST_BYTES_IN_ALL >> 20} MiB of YAML: use smaller files.`);
    }
    files.push(file);
  }
  return files;
}

/** Reads one YAML file. Throws CatalogError if it is too large, or not a regular file below the folder. */
export function readYamlFile(folder: string, name: string): YamlFile {
  const file = join(folder, name);
  return { folder, file, bytes: asCatalogError(file, () => readPackFile(folder, name, MOST_BYTES)) };
}

/**
 * Parses a YAML file and checks it.
 * @param faultsIn returns the errors that the schema cannot express
 * @throws CatalogError naming file, line, column and key of the first ten problems, and the number of the others
 */
export function parseYaml<T>(yaml: YamlFile, schema: z.ZodType<T>, faultsIn?: (value: T) => ProbeFault[]): T {
  const { file } = yaml;
  const text = textOf(yaml);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fault = findSyntaxFault(document, text, lines);
  if (fault !== null) throw new CatalogError(`${file}:${fault.line}:${fault.col}: not valid YAML: ${fault.text}.`);
  const value = valueOfDocument(document, (why) => new CatalogError(`${file}: ${why}.`));
  const parsed = safeParse(file, schema, value);
  const faults = parsed.success ? (faultsIn?.(parsed.data) ?? []) : parsed.error.issues.flatMap(faultsOf);
  if (parsed.success && faults.length === 0) return parsed.data;
  const placed = faults.map((one) => ({ ...one, ...locate(document, lines, one.path) }));
  const shown = placed
    .sort((a, b) => a.line - b.line || a.col - b.col)
    .slice(0, MOST_SHOWN)
    .map(({ path, text, line, col }) => `${file}:${line}:${col}: ${childKey(path)}${text}.`);
  const more = faults.length - shown.length;
  throw new CatalogError([...shown, ...(more === 0 ? [] : [`${file}: ${more} more problems.`])].join("\n"));
}

function asCatalogError<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof PackFileError) throw new CatalogError(`${file}: ${error.message}.`);
    throw error;
  }
}

function textOf({ file, bytes }: YamlFile): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CatalogError(`${file}: is not valid UTF-8: save it as UTF-8.`);
  }
}

/** A value nested too deep for the schema would be too deep for every later stage. */
function safeParse<T>(file: string, schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) throw new CatalogError(`${file}: is nested too deep: use fewer levels.`);
    throw error;
  }
}

/** Returns the problems of one schema issue, one per unknown key. */
function faultsOf(issue: z.core.$ZodIssue): ProbeFault[] {
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        text: "is not a known key: remove it, or look for its name in reports/schema",
      }));
    case "invalid_key":
      return [{ path, text: issue.issues[0]?.message ?? issue.message }];
    case "invalid_union": {
      const nearest = nearestForm(issue.errors);
      return nearest === undefined
        ? [{ path, text: issue.message }]
        : nearest.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }));
    }
    default:
      return [{ path, text: issue.message }];
  }
}

/** Returns the issues of the form that the value is nearest to: the one that was wrong at the deepest place. */
function nearestForm(forms: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const weight = ([first]: z.core.$ZodIssue[]) =>
    first === undefined
      ? -1
      : first.path.length * 10 + (first.code === "invalid_type" ? 0 : first.code === "invalid_value" ? 1 : 2);
  return [...forms].sort((a, b) => weight(b) - weight(a))[0];
}

function childKey(path: Path): string {
  const shown = path.map((key) => (typeof key === "number" ? key : maskKey(key))).join(".");
  return shown === "" ? "" : `'${shown}': `;
}

/** Hides a key that may itself be a secret. */
function maskKey(key: string): string {
  return isPlainName(key) ? key : "(a key that looks like a secret)";
}

/**
 * Returns the position of a value: for a list or mapping that of its key, else that of the nearest parent with a
 * position.
 */
function locate(document: Document, lines: LineCounter, path: Path): { line: number; col: number } {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const key = isScalar(node) ? null : keyNode(document, path.slice(0, length));
    const at = (key ?? (isNode(node) ? node : null))?.range?.[0];
    if (at !== undefined) return lines.linePos(at);
  }
  return { line: 1, col: 1 };
}

function keyNode(document: Document, path: Path): Node | null {
  const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return isNode(pair?.key) ? pair.key : null;
}
