import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ImportError } from "./exchange.ts";

/** A parsed file of YAML or JSON, which is YAML too, and the line of each of its keys. */
interface Source<T> {
  value: T;
  /** File and line of a path. */
  placeOf(path: PropertyKey[]): string;
}

/** @throws ImportError naming file, line and key */
export function readDocument<T>(text: string, file: string, schema: z.ZodType<T>): Source<T> {
  const lines = new LineCounter();
  let document: Document.Parsed | null = null;
  // The lines are needed only for messages, and JSON.parse is many times faster.
  const parsed = () => {
    document ??= parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
    return document;
  };
  const placeOf = (path: PropertyKey[]) => `${file}:${lineOf(parsed(), lines, path)}`;
  const result = schema.safeParse(parseValue(text, file, parsed, lines));
  if (result.success) return { value: result.data, placeOf };
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  throw new ImportError(`${placeOf(path)}: '${path.join(".")}': ${issue?.message ?? "invalid"}: correct the file.`);
}

function parseValue(text: string, file: string, parsed: () => Document.Parsed, lines: LineCounter): unknown {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // The YAML parser finds the line of the fault.
    }
  }
  const document = parsed();
  const fault = document.errors[0];
  if (fault === undefined) return document.toJS();
  const { line } = lines.linePos(fault.pos[0]);
  throw new ImportError(`${file}:${line}: the file is not valid JSON or YAML (${fault.code}): export it again.`);
}

/** The line of the deepest part of a path that exists. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
