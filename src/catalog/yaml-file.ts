import { readFileSync } from "node:fs";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { isPlainName } from "../model/name-form.ts";
import { syntaxFault, valueOfDocument } from "./yaml-syntax.ts";

/** A file of the catalogue that cannot be used; the message names file, line and key. */
export class CatalogError extends Error {
  override name = "CatalogError";
}

/** Reads a YAML file and checks it. Throws CatalogError naming the file, the line, the column and the key. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new CatalogError(`${file}: cannot be read; check the path and its permissions.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fault = syntaxFault(document, text, lines);
  if (fault !== null) throw new CatalogError(`${file}:${fault.line}:${fault.col}: not valid YAML: ${fault.text}.`);
  const parsed = schema.safeParse(valueOfDocument(document, (why) => new CatalogError(`${file}: ${why}.`)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map((key) => (typeof key === "symbol" ? String(key) : key));
  const { line, col } = placeOf(document, lines, path);
  const shown = path.map((key) => (typeof key === "number" ? key : nameOf(key))).join(".");
  throw new CatalogError(`${file}:${line}:${col}: ${shown === "" ? "" : `'${shown}': `}${messageOf(issue)}.`);
}

/** The schema's own words repeat a key that is not known. */
function messageOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "not valid";
  if (issue.code !== "unrecognized_keys") return issue.message;
  return `${issue.keys.map((key) => `'${nameOf(key)}'`).join(", ")} is not known here; remove it, or look for its name in probe.schema.json`;
}

/** A key that may itself be a secret is not repeated. */
function nameOf(key: string): string {
  return isPlainName(key) ? key : "(a key that looks like a secret)";
}

function placeOf(document: Document, lines: LineCounter, path: (string | number)[]): { line: number; col: number } {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
  }
  return { line: 1, col: 1 };
}
