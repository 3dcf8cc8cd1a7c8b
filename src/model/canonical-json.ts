import { isJsonObject, type Json } from "./json.ts";

/**
 * JSON with the keys of every object in alphabetical order, so that equal values have equal texts.
 * @param change replaces a member before it is written
 */
export function canonicalJson(
  value: unknown,
  change: (name: string, member: Json) => Json = (_, same) => same,
): string {
  return JSON.stringify(value, (name: string, member: Json) => {
    const changed = change(name, member);
    if (!isJsonObject(changed)) return changed;
    return Object.fromEntries(Object.entries(changed).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
