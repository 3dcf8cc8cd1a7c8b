import { z } from "zod";
import { isPlainName } from "../../model/name-form.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { isCredentialName } from "./credential-shape.ts";

/** One thing wrong with a configuration. */
export interface Problem {
  /** Path of the value, or of the mapping that holds an unknown key. */
  path: (string | number)[];
  /** The unknown key; null if the value is wrong. */
  key: string | null;
  /** One sentence, without file and line. Holds keys and known names, never values. */
  text: string;
}

/** Turns the schema's issues into sentences. */
export function problemsOf(issues: z.core.$ZodIssue[], value: unknown, schema: z.core.$ZodType): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey(path, key, knownKeys(schemaAt(schema, path))));
    }
    return [{ path, key: null, text: `${dotted(path)} ${sentence(issue, path, value, schema)}` }];
  });
}

function unknownKey(path: (string | number)[], key: string, known: string[]): Problem {
  return { path, key, text: `${dotted([...path, key])} ${adviceForKey(key, known)}` };
}

function adviceForKey(key: string, known: string[]): string {
  const hint = didYouMean(key, known);
  if (isCredentialName(key) && known.includes("key")) {
    return "is unknown: do not write a secret into this file, but the name of its variable, `key: { env: NAME }`.";
  }
  return hint === "" ? `is unknown: use one of ${known.join(", ")}.` : `is unknown${hint}`;
}

/** A key that may be a secret (`0123…: x`) is not repeated. */
function safeKey(key: string): string {
  return isPlainName(key) ? key.replace(/[^\u0021-\u007e]/g, "?") : "(a key that looks like a secret)";
}

function sentence(issue: z.core.$ZodIssue, path: (string | number)[], value: unknown, schema: z.core.$ZodType): string {
  const expected = descriptionOf(schemaAt(schema, path));
  const found = valueAt(value, path);
  switch (issue.code) {
    case "invalid_type":
      if (found === undefined) return `is missing: expects ${expected}.`;
      return found === null ? `is empty: expects ${expected}.` : `is ${kindOf(found)}: expects ${expected}.`;
    case "invalid_value": {
      const hint = typeof found === "string" ? didYouMean(found, issue.values.map(String)) : "";
      return hint === "" ? `expects ${expected}.` : `expects ${expected}${hint}`;
    }
    default:
      return `${issue.message}.`;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}

/** A path of keys as a message quotes it: `'targets[0].key.env'`. */
export function dotted(path: (string | number)[]): string {
  if (path.length === 0) return "the configuration";
  return `'${path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${safeKey(part)}`)).join("")}'`;
}

function valueAt(value: unknown, path: (string | number)[]): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, part)?.value;
  }
  return here;
}

/** The schema at a path, its optional and transforming wrappers removed. */
function schemaAt(schema: z.core.$ZodType, path: (string | number)[]): z.core.$ZodType | null {
  let here: z.core.$ZodType | null = schema;
  for (const part of path) {
    const bare: z.core.$ZodType | null = here === null ? null : unwrapped(here);
    if (bare instanceof z.ZodObject) here = bare.shape[part] ?? null;
    else if (bare instanceof z.ZodArray) here = bare.element;
    else if (bare instanceof z.ZodRecord) here = bare.valueType;
    else return null;
  }
  return here;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}

function knownKeys(schema: z.core.$ZodType | null): string[] {
  const bare = schema === null ? null : unwrapped(schema);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

function descriptionOf(schema: z.core.$ZodType | null): string {
  if (schema === null) return "something else";
  const own = schema instanceof z.ZodType ? schema.description : undefined;
  if (own !== undefined) return own;
  return schema instanceof z.ZodOptional ? descriptionOf(schema.unwrap()) : "something else";
}
