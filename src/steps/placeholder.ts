import type { Cell } from "../model/cell.ts";
import type { Json } from "../model/json.ts";

const PLACEHOLDER = /\{([a-z][a-z0-9-]*)\}/g;

/**
 * Values for the placeholders of a probe: `deployment`, `model`, `api-version`, `companion`, and the values kept by
 * earlier steps.
 */
export type Values = Readonly<Record<string, string>>;

/** Returns the names of the placeholders in a text, or in any string of a JSON value. */
export function placeholdersIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

/**
 * Replaces the placeholders in a text, and applies `encode` to each value. Throws an error that names a placeholder
 * without a value.
 */
export function fill(text: string, values: Values, encode: (value: string) => string = (value) => value): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the placeholder {${name}} has no value at this step`);
    return encode(value);
  });
}

/** Replaces the placeholders in all strings of a JSON value. */
export function fillJson<T extends Json>(json: T, values: Values): T;
export function fillJson(json: Json, values: Values): Json {
  if (typeof json === "string") return fill(json, values);
  if (Array.isArray(json)) return json.map((element) => fillJson(element, values));
  if (json !== null && typeof json === "object") {
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fillJson(value, values)]));
  }
  return json;
}

/** Returns the values of a cell's placeholders before any step kept a value. */
export function valuesOf(cell: Cell): Record<string, string> {
  return {
    ...(cell.deployment === null ? {} : { deployment: cell.deployment, model: cell.model ?? cell.deployment }),
    ...(cell.variant.apiVersion === null ? {} : { "api-version": cell.variant.apiVersion }),
    ...(cell.companion === null ? {} : { companion: cell.companion }),
  };
}
