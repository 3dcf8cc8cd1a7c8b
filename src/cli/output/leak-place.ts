/**
 * JSON pointer to the first text in a value that has a secret of the run; null if there is none.
 * @param holds whether a text has one
 */
export function leakPlace(value: unknown, holds: (text: string) => boolean, pointer = ""): string | null {
  if (typeof value === "string") return holds(value) ? pointer || "/" : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [index, [key, child]] of Object.entries(value).entries()) {
    // A key with a secret must not be repeated, so its number names it.
    if (holds(key)) return `${pointer}/(key ${index + 1})`;
    const found = leakPlace(child, holds, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found !== null) return found;
  }
  // A list of bytes or of pieces may be a secret only as a whole.
  return Array.isArray(value) && holds(JSON.stringify(value)) ? pointer || "/" : null;
}
