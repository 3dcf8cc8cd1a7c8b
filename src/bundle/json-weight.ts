/*
 * What a JSON text costs when it is parsed depends less on its length than on its form: 100 MB of `[` take 5 GB. So the
 * form is looked at before anything is parsed.
 */

/** The most values that a bundle's file may have: the largest bundle of a real run has half as many. */
const MOST_VALUES = 4_000_000;
/** The deepest that values may be within each other: a peer's own JSON is kept to 64 levels, ours adds some ten. */
const DEEPEST = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a JSON text, or lines of JSON, would take more memory than a real report of its length. */
export function isHeavyJson(bytes: Uint8Array): boolean {
  let isInString = false;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
      continue;
    }
    switch (byte) {
      case QUOTE:
        isInString = true;
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        values += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      case 0x2c: // ,
      case 0x0a: // a line
        values += 1;
        break;
    }
    if (depth > DEEPEST || values > MOST_VALUES) return true;
  }
  return false;
}
