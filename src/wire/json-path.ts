import { isJsonObject, type Json } from "../model/json.ts";

/** The value at a plain dotted path, or null. Siblings of this folder have their own, which this one may not import. */
export function valueAtPath(json: Json, path: string): Json {
  let value: Json = json;
  for (const name of path.split(".")) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return null;
    value = value[name] ?? null;
  }
  return value;
}
