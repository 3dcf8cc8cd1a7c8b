import type { Vault } from "../wire/secret.ts";

/** JSON pointer to the first text in a value that holds a secret of the run, in any encoding; null where none does. */
export function leakPlace(value: unknown, vault: Vault, pointer = ""): string | null {
  if (typeof value === "string") return vault.scan(value).length === 0 ? null : pointer || "/";
  if (typeof value !== "object" || value === null) return null;
  for (const [index, [key, child]] of Object.entries(value).entries()) {
    // A key that leaks is named by its place among the others: it must not be repeated.
    if (vault.scan(key).length > 0) return `${pointer}/(key ${index + 1})`;
    const found = leakPlace(child, vault, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found !== null) return found;
  }
  // Only the whole of a list of bytes is a secret.
  return Array.isArray(value) && vault.scan(JSON.stringify(value)).length > 0 ? pointer || "/" : null;
}
