/*
 * The memory for parsing JSON depends on its form more than on its length: 100 MB of `[` take 5 GB. The form is
 * therefore checked before anything is parsed.
 */

/** The most values that a file may have. A real report has one for every 20 bytes, so some 3.4 million in the largest bundle. */
const MOST_VALUES = 4_000_000;
/** The deepest nesting. A run keeps 64 levels of a peer's JSON, and the report adds about ten. */
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
