/** `a`, `a and b`, `a, b and c`. */
export function joinWithAnd(words: string[]): string {
  const [last, ...rest] = words.toReversed();
  return rest.length === 0 ? (last ?? "") : `${rest.toReversed().join(", ")} and ${last}`;
}
