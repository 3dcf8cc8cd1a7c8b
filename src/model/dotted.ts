import type { Json } from "./json.ts";

/**
 * Returns the values at a dotted path: `client_secret.value`, `output.*.content.0.text`. A number selects an array
 * element, and `*` selects all of them. Returns an empty list if the path does not exist.
 */
export function valuesAt(json: Json, path: string): Json[] {
  let found: Json[] = [json];
  for (const name of path.split(".")) {
    found = found.flatMap((value) => valuesAtName(value, name));
  }
  return found;
}

/** Returns the first value at a dotted path that is neither missing nor null, else null. */
export function valueAt(json: Json, path: string): Json {
  if (path.includes("*")) return valuesAt(json, path).find((value) => value !== null) ?? null;
  let value: Json = json;
  for (let from = 0; from <= path.length; ) {
    const end = path.indexOf(".", from);
    const name = path.slice(from, end === -1 ? path.length : end);
    const [next] = valuesAtName(value, name);
    if (next === undefined || next === null) return null;
    value = next;
    from = end === -1 ? path.length + 1 : end + 1;
  }
  return value;
}

/** Returns the text at a dotted path. Null if it is absent or empty. */
export function textAt(json: Json, path: string): string | null {
  const value = valueAt(json, path);
  return typeof value === "string" && value !== "" ? value : null;
}

function valuesAtName(value: Json, name: string): Json[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    if (name === "*") return value;
    const element = /^\d+$/.test(name) ? value[Number(name)] : undefined;
    return element === undefined ? [] : [element];
  }
  if (name === "*") return Object.values(value);
  return Object.hasOwn(value, name) ? [value[name] ?? null] : [];
}
