import type { Json } from "../model/json.ts";

const PLACEHOLDER = /\{([a-z][a-z0-9-]*)\}/g;

/** What stands for the placeholders of a ladder: `deployment`, `api-version`, `companion`, and what was kept. */
export type Values = Readonly<Record<string, string>>;

/** Names of the placeholders in a text or in any string of a JSON value. */
export function placeholdersIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

/** A text with its placeholders replaced; `encode` is applied to each value. Throws naming the placeholder that has none. */
export function fill(text: string, values: Values, encode: (value: string) => string = (value) => value): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the placeholder {${name}} has no value at this step`);
    return encode(value);
  });
}

/** A JSON value with the placeholders in its strings replaced. */
export function fillJson<T extends Json>(json: T, values: Values): T;
export function fillJson(json: Json, values: Values): Json {
  if (typeof json === "string") return fill(json, values);
  if (Array.isArray(json)) return json.map((element) => fillJson(element, values));
  if (json !== null && typeof json === "object") {
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fillJson(value, values)]));
  }
  return json;
}
