import { hexDigit } from "./escapes.ts";
import { BARRIER, backwards, type View } from "./view.ts";

/*
 * Text that is spelt as bytes: in base64, in hexadecimal, as a list of numbers. Nothing says where such a spelling
 * begins, so every alignment is read, and what comes out as text is kept: of what is no spelling almost nothing does.
 */

/** Fewer characters of text than this are an accident, and too few to be a fragment of a secret. */
const SHORTEST = 8;

/** What of a view is text when it is read as bytes; null where nothing is. */
type Spelling = (compact: View, whole: View, room: (capacity: number) => View) => View | null;

/** `compact` is without white space; a list of numbers needs it. `room` gives an empty view of a capacity. */
export const SPELLINGS = {
  base64: (compact) => base64(compact),
  "base64 backwards": (compact, _, room) => base64(backwards(compact, room(compact.length))),
  hex: (compact) => hex(compact),
  decimal: (_, whole) => decimal(whole),
} as const satisfies Record<string, Spelling>;

export type SpellingName = keyof typeof SPELLINGS;

/** Collects stretches of text, with a barrier between them. */
class Stretches {
  readonly #codes: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  #begun = 0;

  add(byte: number, from: number, to: number): void {
    if (IS_TEXT[byte] === 0) {
      this.end();
      return;
    }
    this.#codes.push(byte);
    this.#from.push(from);
    this.#to.push(to);
  }

  end(): void {
    const length = this.#codes.length;
    if (length === this.#begun) return;
    if (length - this.#begun < SHORTEST) this.#codes.length = this.#from.length = this.#to.length = this.#begun;
    else this.add(BARRIER, 0, 0);
    this.#begun = this.#codes.length;
  }

  view(): View | null {
    if (this.#codes.length === 0) return null;
    const { length } = this.#codes;
    const [from, to] = [Uint32Array.from(this.#from), Uint32Array.from(this.#to)];
    return { length, codes: Uint16Array.from(this.#codes), from, to };
  }
}

/** White space, the zero that UTF-16 puts beside each letter, and bytes of what nobody sees (U+00A0, U+00AD, U+200B). */
const UNSEEN = [0, 0x09, 0x0a, 0x0d, 0x80, 0x8b, 0xa0, 0xad, 0xc2, 0xe2];
const IS_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || UNSEEN.includes(byte) ? 1 : 0,
);

/** By character code: its six bits, in either alphabet; -1 where it is none. */
const SEXTETS = Int8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).replace("-", "+").replace("_", "/");
  return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(character);
});

/** By two letters: in which of three places of its four the first may stand, so that the byte across them is text. */
const TEXT_PLACES = Uint8Array.from({ length: 64 * 64 }, (_, pair) =>
  [0, 1, 2].reduce((places, place) => places | ((IS_TEXT[byteOf(pair >> 6, pair & 63, place)] ?? 0) << place), 0),
);

/** The byte across two letters, of which the first is in this place of its four. */
function byteOf(before: number, sextet: number, place: number): number {
  return ((before << (2 + 2 * place)) | (sextet >> (4 - 2 * place))) & 0xff;
}

/** Reads at all four alignments at once, and writes down only what is text for long enough. */
function base64(view: View): View | null {
  const { codes, length } = view;
  const out = new Stretches();
  // Where text began, by the place that the letter before has in its four; -1 where none did.
  let [first, second, third, fourth] = [-1, -1, -1, -1];
  let before = -1;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? (codes[at] ?? 0) : 0;
    const sextet = code < 128 ? (SEXTETS[code] ?? -1) : -1;
    const places = before === -1 || sextet === -1 ? 0 : (TEXT_PLACES[(before << 6) | sextet] ?? 0);
    if ((places & 1) === 0) first = ended(view, first, at, 0, out);
    else if (first === -1) first = at - 1;
    if ((places & 2) === 0) second = ended(view, second, at, 1, out);
    else if (second === -1) second = at - 1;
    if ((places & 4) === 0) third = ended(view, third, at, 2, out);
    else if (third === -1) third = at - 1;
    // Between the fourth letter and the next first one there is no byte.
    if (sextet === -1) fourth = ended(view, fourth, at, 3, out);
    // Each letter has its place at each alignment, and the next letter the next place.
    const last = fourth;
    fourth = third;
    third = second;
    second = first;
    first = last;
    before = sextet;
  }
  return out.view();
}

/** Letters that eight bytes take at least. */
const SHORTEST_LETTERS = 11;

/** Writes down what was text from a letter on; `place` is that of the letter before `end`. Returns that there is none. */
function ended({ codes, from, to }: View, begun: number, end: number, place: number, out: Stretches): -1 {
  if (begun === -1 || end - begun < SHORTEST_LETTERS) return -1;
  for (let at = begun; at < end - 1; at++) {
    const here = (place + at + 1 - end) & 3;
    if (here === 3) continue;
    const byte = byteOf(SEXTETS[codes[at] ?? 0] ?? 0, SEXTETS[codes[at + 1] ?? 0] ?? 0, here);
    // Of a text that is read backwards the second letter stands first.
    const begins = Math.min(from[at] ?? 0, from[at + 1] ?? 0);
    out.add(byte, begins, Math.max(to[at] ?? 0, to[at + 1] ?? 0));
  }
  out.end();
  return -1;
}

/** What may stand between two bytes, of a dump, a list, an escape, a path: any mark. */
const IS_BETWEEN = Uint8Array.from({ length: 128 }, (_, code) =>
  code > 0x20 && code < 0x7f && !/[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const MOST_BETWEEN = 6;
const IS_HEX = Uint8Array.from({ length: 128 }, (_, code) => (hexDigit(code) === -1 ? 0 : 1));

function hex(view: View): View | null {
  const { codes, length } = view;
  const out = new Stretches();
  let begun = 0;
  let digits = 0;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? (codes[at] ?? 0) : 0;
    if (code < 128 && (IS_HEX[code] === 1 || IS_BETWEEN[code] === 1 || (code | 0x20) === 0x78)) {
      digits += IS_HEX[code] ?? 0;
      continue;
    }
    if (digits >= 2 * SHORTEST) readHex(view, begun, at, out);
    [begun, digits] = [at + 1, 0];
  }
  return out.view();
}

/** Reads digits and what stands between them: from the first digit on, and from the second. */
function readHex(view: View, begun: number, end: number, out: Stretches): void {
  for (const alignment of [0, 1]) {
    let at = nextDigit(view, begun, end) + alignment;
    while (at < end) {
      const pair = hexPair(view, at, end);
      if (pair === -1) {
        out.end();
        at = nextDigit(view, at + 1, end) + alignment;
        continue;
      }
      out.add(pair, view.from[at] ?? 0, view.to[at + 1] ?? 0);
      at = behindSeparator(view, at + 2);
    }
    out.end();
  }
}

function hexPair({ codes }: View, at: number, end: number): number {
  if (at + 1 >= end) return -1;
  const high = hexDigit(codes[at] ?? 0);
  const low = high === -1 ? -1 : hexDigit(codes[at + 1] ?? 0);
  return low === -1 ? -1 : high * 16 + low;
}

/** Where the next digit is that is not of a prefix. */
function nextDigit({ codes }: View, at: number, end: number): number {
  let next = at;
  while (next < end && (hexDigit(codes[next] ?? 0) === -1 || isPrefix(codes, next))) next++;
  return next;
}

/** `0x` before a byte. */
function isPrefix(codes: Uint16Array, at: number): boolean {
  return codes[at] === 0x30 && ((codes[at + 1] ?? 0) | 0x20) === 0x78;
}

function behindSeparator({ codes }: View, at: number): number {
  let next = at;
  while (next - at < MOST_BETWEEN && IS_BETWEEN[codes[next] ?? 0] === 1) next++;
  if (isPrefix(codes, next)) return next + 2;
  return next > at && ((codes[next] ?? 0) | 0x20) === 0x78 ? next + 1 : next;
}

function decimal(view: View): View | null {
  const { codes, length } = view;
  const out = new Stretches();
  let begun = 0;
  let numbers = 0;
  let digit = false;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? (codes[at] ?? 0) : 0x7f;
    const isDigit = code >= 0x30 && code <= 0x39;
    if (isDigit || code <= 0x20 || (code < 128 && IS_BETWEEN[code] === 1)) {
      if (isDigit && !digit) numbers += 1;
      digit = isDigit;
      continue;
    }
    if (numbers >= SHORTEST) readNumbers(view, begun, at, out);
    [begun, numbers, digit] = [at + 1, 0, false];
  }
  return out.view();
}

/** Reads numbers and what stands between them. */
function readNumbers({ codes, from, to }: View, begun: number, end: number, out: Stretches): void {
  let number = 0;
  let first = -1;
  for (let at = begun; at <= end; at++) {
    const code = at < end ? (codes[at] ?? 0) : 0;
    if (code >= 0x30 && code <= 0x39) {
      if (first === -1) [number, first] = [0, at];
      number = Math.min(256, number * 10 + code - 0x30);
      continue;
    }
    if (number > 255) out.end();
    else if (first !== -1) out.add(number, from[first] ?? 0, to[at - 1] ?? 0);
    [number, first] = [0, -1];
  }
  out.end();
}
