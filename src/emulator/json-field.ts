import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";

/** The value at a dotted path of object keys. Undefined if there is none. */
export function field(json: Json | undefined, path: string): Json | undefined {
  let value: Json | undefined = json;
  for (const key of path.split(".")) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The text at a dotted path. Null if it is absent or empty. */
export function textAt(json: Json | undefined, path: string): string | null {
  const value = field(json, path);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The object at a dotted path. Null if there is none. */
export function objectAt(json: Json | undefined, path: string): JsonObject | null {
  const value = field(json, path);
  return isJsonObject(value) ? value : null;
}
