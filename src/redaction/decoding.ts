import type { RuleName } from "./rules.ts";

/** A text with one layer of escapes decoded. */
interface Decoded {
  text: string;
  /** Positions of the escapes in ascending order. The text differs from the original only around them. */
  joints: Int32Array;
  /** Maps a part of the decoded text to its part of the original. */
  original(from: number, to: number): { from: number; to: number };
}

/** The escapes, by the rule that decodes them. Every expression is bounded, so that decoding takes linear time. */
const ESCAPES: [RuleName, RegExp][] = [
  ["form: percent", /%[0-9a-f]{2}/],
  ["form: JSON escape", /\\u[0-9a-f]{4}|\\["'/\\bfnrt]/],
  ["form: reference", /&#(?:\d{1,7}|x[0-9a-f]{1,6});|&[a-z][a-z0-9]{1,31};/],
  ["form: soft markup", /<\/?[a-z][a-z0-9]{0,15} ?\/?>|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/],
  // The same characters in UTF-8 that was read as Latin-1, as in headers and percent-encoded bytes.
  ["form: soft markup", /\u00c2\u00ad|\u00e2\u0080[\u008b-\u008f]|\u00e2\u0081[\u00a0-\u00a4]|\u00ef\u00bb\u00bf/],
];

const CONTROLS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
/** The five entities that XML defines. Any other named entity is a space or a character that no secret contains. */
const REFERENCES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Returns one expression for the escapes that the rules decode. Null if they decode none. */
export function escapesOf(rules: ReadonlySet<RuleName>): RegExp | null {
  const sources = ESCAPES.filter(([rule]) => rules.has(rule)).map(([, { source }]) => source);
  return sources.length === 0 ? null : new RegExp(sources.join("|"), "gi");
}

/** Decodes one layer of escapes. Null if the text contains none. */
export function decodeLayer(text: string, escapes: RegExp): Decoded | null {
  escapes.lastIndex = 0;
  let match = escapes.exec(text);
  if (match === null) return null;
  const found = new Escapes();
  const decoded = new CodeUnits(text);
  for (; match !== null; match = escapes.exec(text)) {
    const { 0: written, index } = match;
    const character = readEscape(written);
    decoded.replace(index, index + written.length, character);
    found.add(index, written.length, character.length);
  }
  return {
    text: decoded.toText(),
    joints: found.joints(),
    original: (begin, end) => ({ from: found.boundsOf(begin).from, to: found.boundsOf(end - 1).to }),
  };
}

/** A copy of a text with some parts replaced. An array of parts is ten times slower once it has 16,384 elements. */
class CodeUnits {
  readonly #text: string;
  readonly #units: Uint16Array;
  #size = 0;
  #copied = 0;

  constructor(text: string) {
    this.#text = text;
    this.#units = new Uint16Array(text.length);
  }

  /** Replaces a part that begins after the previous one. The replacement is not longer than the part. */
  replace(from: number, to: number, by: string): void {
    this.#copyUpTo(from);
    if (by !== "") this.#units[this.#size++] = by.charCodeAt(0);
    this.#copied = to;
  }

  toText(): string {
    this.#copyUpTo(this.#text.length);
    return Buffer.from(this.#units.buffer, 0, 2 * this.#size).toString("utf16le");
  }

  #copyUpTo(end: number): void {
    for (let at = this.#copied; at < end; at++) this.#units[this.#size++] = this.#text.charCodeAt(at);
  }
}

/**
 * The escapes of one layer in ascending order. A hostile text has one in every second character. Typed arrays keep
 * their cost linear, for the reason above.
 */
class Escapes {
  #size = 0;
  /** Per escape: its position in the decoded text, its begin and end in the original, and its decoded length. */
  #rows = new Int32Array(4 * 64);

  add(at: number, length: number, decodedLength: number): void {
    const row = 4 * this.#size;
    if (row === this.#rows.length) {
      const grown = new Int32Array(2 * row);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    const { to, decodedTo } = this.#endOf(this.#size - 1);
    this.#rows[row] = decodedTo + at - to;
    this.#rows[row + 1] = at;
    this.#rows[row + 2] = at + length;
    this.#rows[row + 3] = decodedLength;
    this.#size += 1;
  }

  joints(): Int32Array {
    return Int32Array.from({ length: this.#size }, (_, n) => this.#rows[4 * n] ?? 0);
  }

  /** Returns the part of the original that one character of the decoded text comes from. */
  boundsOf(position: number): { from: number; to: number } {
    const last = this.#lastUpTo(position);
    const { to, decodedTo } = this.#endOf(last);
    if (position < decodedTo) return { from: this.#rows[4 * last + 1] ?? 0, to };
    const from = to + position - decodedTo;
    return { from, to: from + 1 };
  }

  /** The end of an escape in both texts. Zero before the first escape. */
  #endOf(index: number): { to: number; decodedTo: number } {
    if (index < 0) return { to: 0, decodedTo: 0 };
    const row = 4 * index;
    return { to: this.#rows[row + 2] ?? 0, decodedTo: (this.#rows[row] ?? 0) + (this.#rows[row + 3] ?? 0) };
  }

  /** Returns the last escape that does not begin after a position of the decoded text. -1 if none. */
  #lastUpTo(position: number): number {
    let low = -1;
    for (let high = this.#size - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((this.#rows[4 * middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Returns the character that an escape encodes. Empty for an escape that only separates its neighbours. */
function readEscape(written: string): string {
  if (written.startsWith("%")) return String.fromCharCode(Number.parseInt(written.slice(1), 16));
  if (written.startsWith("\\")) {
    if (written.length > 2) return String.fromCharCode(Number.parseInt(written.slice(2), 16));
    return CONTROLS[written.charAt(1)] ?? written.charAt(1);
  }
  if (!written.startsWith("&")) return "";
  if (written.charAt(1) !== "#") return REFERENCES[written.slice(1, -1).toLowerCase()] ?? "";
  const hexadecimal = /^&#x/i.test(written);
  return String.fromCharCode(Number.parseInt(written.slice(hexadecimal ? 3 : 2), hexadecimal ? 16 : 10));
}
