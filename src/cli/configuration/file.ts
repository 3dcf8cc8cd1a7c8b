import { readFileSync, statSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { findSyntaxFault, valueOfDocument } from "../../catalog/yaml-syntax.ts";
import { UsageError } from "../usage-error.ts";
import { type Problem, problemsOf } from "./problem.ts";
import { type ConfigurationFile, configurationSchema } from "./schema.ts";

const LARGEST_BYTES = 1 << 20;
const MOST_PROBLEMS = 10;

/** A place in a file; lines and columns count from 1. */
interface Place {
  line: number;
  col: number;
}

/** A configuration that was read. */
export interface Configuration {
  /** The file, as the operator wrote it. */
  name: string;
  /** True if nobody named it: it was in the working directory. */
  found: boolean;
  content: ConfigurationFile;
  /** The position of a value, or of the nearest value around it if it has none. */
  placeOf(path: (string | number)[]): Place;
}

/**
 * Reads and checks a configuration file.
 * @throws UsageError naming the file and, for each problem, line, column and key; never a value
 */
export function readConfigurationFile(file: string): Pick<Configuration, "content" | "placeOf"> {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fault = findSyntaxFault(document, text, lines);
  if (fault !== null) throw new UsageError(`${file}:${fault.line}:${fault.col}: not valid YAML: ${fault.text}.`);
  if (document.contents === null) {
    throw new UsageError(`${file}:1:1: the file is empty: \`aoai-probe init\` writes a commented one.`);
  }
  const value = valueOfDocument(document, (why) => new UsageError(`${file}: ${why}.`));
  const parsed = configurationSchema.safeParse(value);
  const at = (path: (string | number)[]) => placeOf(document, lines, { path, key: null });
  if (parsed.success) return { content: parsed.data, placeOf: at };
  const problems = problemsOf(parsed.error.issues, value, configurationSchema);
  const shown = problems
    .map((problem) => ({ problem, ...placeOf(document, lines, problem) }))
    .sort((a, b) => a.line - b.line || a.col - b.col)
    .slice(0, MOST_PROBLEMS)
    .map(({ problem, line, col }) => `${file}:${line}:${col}: ${problem.text}`);
  const more = problems.length - shown.length;
  throw new UsageError([...shown, ...(more === 0 ? [] : [`${file}: ${more} more problems.`])].join("\n"));
}

function readText(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${file}: no such file: \`aoai-probe init\` writes one.`);
  if (!stat.isFile()) throw new UsageError(`${file}: not a file: name a YAML file.`);
  if (stat.size > LARGEST_BYTES) throw new UsageError(`${file}: larger than 1 MiB: name a configuration file.`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new UsageError(`${file}: cannot be read: check its permissions.`);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UsageError(`${file}:1:1: is UTF-16: save it as UTF-8.`);
  }
  if (bytes.includes(0)) throw new UsageError(`${file}: has NUL bytes, so it is not a text file: name a YAML file.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file}: is not valid UTF-8: save it as UTF-8.`);
  }
}

/** The place of a problem: its key, or else the nearest thing around it that has a place. */
function placeOf(document: Document, lines: LineCounter, problem: Pick<Problem, "path" | "key">): Place {
  const parent = problem.key === null ? null : document.getIn(problem.path, true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === problem.key);
    const offset = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    if (offset !== undefined) return lines.linePos(offset);
  }
  for (let length = problem.path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(problem.path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
  }
  return { line: 1, col: 1 };
}
