import { redactText } from "../wire/redaction.ts";
import { Vault } from "../wire/secret.ts";

/**
 * Whether a text holds anything that has the shape of a secret: a minted secret, a token, an annotated key, a value under
 * a credential's name. For files made of a saved report, whose run's own secrets nobody knows any more.
 */
export function holdsShapedSecret(text: string): boolean {
  // An empty vault redacts by shape alone.
  return redactText(text, new Vault()) !== text;
}

/** JSON pointer to the first text in a value that holds one; null where none does. Keys are looked at too. */
export function shapedSecretIn(value: unknown, pointer = ""): string | null {
  if (typeof value === "string") return holdsShapedSecret(value) ? pointer || "/" : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    if (holdsShapedSecret(key)) return `${pointer} (a key of it)`;
    const found = shapedSecretIn(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found !== null) return found;
  }
  return null;
}
