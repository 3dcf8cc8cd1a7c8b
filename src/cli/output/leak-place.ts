/**
 * JSON pointer to the first text in a value that holds a secret of the run; null where none does.
 * @param holds whether a text does
 */
export function leakPlace(value: unknown, holds: (text: string) => boolean, pointer = ""): string | null {
  if (typeof value === "string") return holds(value) ? pointer || "/" : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [index, [key, child]] of Object.entries(value).entries()) {
    // A key that leaks is named by its place among the others: it must not be repeated.
    if (holds(key)) return `${pointer}/(key ${index + 1})`;
    const found = leakPlace(child, holds, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (found !== null) return found;
  }
  // Only the whole of a list of bytes or of pieces is a secret.
  return Array.isArray(value) && holds(JSON.stringify(value)) ? pointer || "/" : null;
}
