import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** A file of the catalogue that cannot be used; the message names file, line and key. */
export class CatalogError extends Error {
  override name = "CatalogError";
}

/** Reads a YAML file and checks it. Throws CatalogError naming the file, the line and the key. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new CatalogError(`${file}: cannot be read; check the path and its permissions.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) {
    throw new CatalogError(`${file}:${lines.linePos(broken.pos[0]).line}: not valid YAML: ${broken.message}`);
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map((key) => (typeof key === "symbol" ? String(key) : key));
  const line = lineOf(document, lines, path);
  throw new CatalogError(
    `${file}:${line}: ${path.length === 0 ? "" : `'${path.join(".")}': `}${issue?.message ?? "not valid"}.`,
  );
}

function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}
