const MOST_KEPT = 10_000;
const known = new Map<string, string>();

/**
 * One copy of a text that comes back in many cells (a path, a code, the wording of a refusal): JSON makes a new one each
 * time it is read, and of a large run these are a third of the memory.
 */
export function interned<T extends string | null>(text: T): T;
export function interned(text: string | null): string | null {
  if (text === null) return null;
  const copy = known.get(text);
  if (copy !== undefined) return copy;
  if (known.size >= MOST_KEPT) known.clear();
  known.set(text, text);
  return text;
}
