import { IS_TEXT, Stretches } from "./stretches.ts";
import type { View } from "./view.ts";

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

/** What of a view is text when it is read as base64: at all four alignments at once; null where nothing is. */
export function base64(view: View): View | null {
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
