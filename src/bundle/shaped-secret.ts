import { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";

/**
 * JSON pointer to the first text in a value that holds anything of the shape of a secret: a minted secret, a token, an
 * annotated key, a value under a credential's name; null where none does. Keys are looked at too. For files made of a
 * saved report, whose run's own secrets nobody knows any more.
 */
export function shapedSecretIn(value: unknown): string | null {
  return search(value, "", new Vault());
}

/** A vault without secrets redacts by shape alone; the first that it learns ends the search. */
function search(value: unknown, pointer: string, vault: Vault): string | null {
  if (typeof value === "string") return redactText(value, vault) === value ? null : pointer || "/";
  if (typeof value !== "object" || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    if (redactText(key, vault) !== key) return `${pointer} (a key of it)`;
    const found = search(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, vault);
    if (found !== null) return found;
  }
  return null;
}
