/** A word with an optional number at its end (`EASTUS2`), or a number with up to two letters at its end (`4o`). */
const WORD = /^([A-Za-z]{1,20}\d{0,4}|\d{1,8}[A-Za-z]{0,2})$/;
const LONGEST = 64;
/** The fewest characters of a secret. Shorter texts are not treated as one. */
const SHORTEST_SECRET = 16;

/**
 * Whether a text reads as a name: short words and numbers, joined by `-`, `_` or `.`. A message may then repeat it. A
 * secret that was pasted by mistake does not have this form.
 */
export function isPlainName(text: string): boolean {
  if (text.length < SHORTEST_SECRET) return true;
  return text.length <= LONGEST && text.split(/[-_.]+/).every((word) => word === "" || WORD.test(word));
}
