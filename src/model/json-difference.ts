import { isJsonObject, type Json } from "./json.ts";

/** A place at which two values differ. `undefined`: that value lacks it. */
export interface JsonDifference {
  /** Keys, joined by dots. An element of a list with a name or an ID is `list.NAME` and has no index. */
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

/** Returns the deepest places at which two JSON values differ, in the order of the first value. */
export function findJsonDifferences(before: Json | undefined, after: Json | undefined, path = ""): JsonDifference[] {
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left === null || right === null) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.flatMap((key) =>
    findJsonDifferences(left.get(key), right.get(key), path === "" ? key : `${path}.${key}`),
  );
}

/** The members of an object or a list by key. Null if it is neither. */
function membersOf(value: Json | undefined): Map<string, Json> | null {
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    const isNamed = names.every((name) => name !== null) && new Set(names).size === names.length;
    return new Map(value.map((one, index) => [(isNamed ? names[index] : null) ?? String(index), one]));
  }
  return isJsonObject(value) ? new Map(Object.entries(value)) : null;
}

function nameOf(value: Json): string | null {
  if (!isJsonObject(value)) return null;
  const name = value.name ?? value.id ?? null;
  return typeof name === "string" ? name : null;
}
