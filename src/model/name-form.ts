/** A word with a number behind it, as in `EASTUS2`, or a number with a letter or two behind it, as in `4o`. */
const WORD = /^([A-Za-z]{1,20}\d{0,4}|\d{1,8}[A-Za-z]{0,2})$/;
const LONGEST = 64;
/** What is shorter is no secret. */
const SHORTEST_SECRET = 16;

/**
 * Whether a text that stands where a name is due reads as one, so that a message may repeat it: short words, and
 * numbers, joined by `-`, `_` or `.`. What somebody pasted there by mistake, a secret of whatever shape, does not.
 */
export function isPlainName(text: string): boolean {
  if (text.length < SHORTEST_SECRET) return true;
  return text.length <= LONGEST && text.split(/[-_.]+/).every((word) => word === "" || WORD.test(word));
}
