const MOST_KEPT = 10_000;
const known = new Map<string, string>();

/**
 * Returns one shared copy of a text that occurs in many cells, for example a path, a code or an error message.
 * JSON.parse makes a new copy each time, which takes a third of the memory of a large run.
 */
export function intern<T extends string | null>(text: T): T;
export function intern(text: string | null): string | null {
  if (text === null) return null;
  const copy = known.get(text);
  if (copy !== undefined) return copy;
  if (known.size >= MOST_KEPT) known.clear();
  known.set(text, text);
  return text;
}
