import { base64 } from "./base64-text.ts";
import { hexDigit } from "./escapes.ts";
import { SHORTEST_STRETCH, Stretches } from "./stretches.ts";
import { backwards, type View } from "./view.ts";

/*
 * Text that is spelt as bytes: in base64, in hexadecimal, as a list of numbers. Nothing says where such a spelling
 * begins, so every alignment is read, and what comes out as text is kept: of what is no spelling almost nothing does.
 */

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
    if (digits >= 2 * SHORTEST_STRETCH) readHex(view, begun, at, out);
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
    if (numbers >= SHORTEST_STRETCH) readNumbers(view, begun, at, out);
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
