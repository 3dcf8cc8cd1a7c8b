import { randomInt } from "node:crypto";

/** Decoded or folded text. `from` and `to` are the bounds of each character in the original text. */
export interface View {
  length: number;
  codes: Uint16Array;
  from: Uint32Array;
  to: Uint32Array;
}

/** Stands between stretches of a view that were not beside each other; no text holds it. */
export const BARRIER = 0xffff;

/**
 * Room for views, used again: a text is read in many ways, most texts are short, and arrays made for each reading would
 * take longer than the search.
 */
export class Desk {
  readonly #views: View[] = [];

  /** An empty view with room for `capacity` characters; what stood at this place is gone. */
  at(place: number, capacity: number): View {
    const view = this.#views[place];
    if (view === undefined || view.codes.length < capacity) {
      const made = emptyView(Math.max(256, capacity));
      this.#views[place] = made;
      return made;
    }
    view.length = 0;
    return view;
  }
}

/** A text as it is. */
export function viewOf(text: string, view: View = emptyView(text.length)): View {
  const { codes, from, to } = view;
  for (let at = 0; at < text.length; at++) {
    codes[at] = text.charCodeAt(at);
    from[at] = at;
    to[at] = at + 1;
  }
  view.length = text.length;
  return view;
}

function emptyView(capacity: number): View {
  return {
    length: 0,
    codes: new Uint16Array(capacity),
    from: new Uint32Array(capacity),
    to: new Uint32Array(capacity),
  };
}

/** Appends a character; the view has room for it. */
export function push(view: View, code: number, from: number, to: number): void {
  view.codes[view.length] = code;
  view.from[view.length] = from;
  view.to[view.length] = to;
  view.length += 1;
}

/** The characters of a part of a view. */
export function slice(view: View, from: number, to: number): string {
  return String.fromCharCode(...view.codes.subarray(from, Math.min(to, view.length)));
}

/** The same from its end to its beginning. */
export function backwards({ codes, from, to, length }: View, out: View): View {
  for (let at = length - 1; at >= 0; at--) push(out, codes[at] ?? 0, from[at] ?? 0, to[at] ?? 0);
  return out;
}

/** Drawn anew by each process: nobody can write two texts that would be taken for one. */
const SALT = randomInt(2 ** 31);

/** A number by which a view is known that was read of the same place already, in another way. */
export function fingerprint({ codes, from, length }: View): number {
  let hash = SALT ^ length;
  for (let at = 0; at < length; at++) {
    hash = (Math.imul(hash, 0x01000193) ^ (codes[at] ?? 0) ^ Math.imul(from[at] ?? 0, 0x9e3779b1)) | 0;
  }
  return hash;
}

/** What a character is read as: another, or nothing (0). By table for ASCII, and beyond it by rule. */
export interface Folding {
  ascii: Uint16Array;
  beyond(code: number): number;
}

const ASCII = Array.from({ length: 128 }, (_, code) => code);
const isCapital = (code: number) => code >= 0x41 && code <= 0x5a;
const isLetterOrDigit = (code: number) => isCapital(code & 0x5f) || (code >= 0x30 && code <= 0x39);
const visible = (code: number) => (isInvisible(code) ? 0 : code);

/** Without white space, controls and what nobody sees. */
export const COMPACT: Folding = { ascii: Uint16Array.from(ASCII, visible), beyond: visible };

/** Without line breaks. */
export const JOINED: Folding = {
  ascii: Uint16Array.from(ASCII, (code) => (code === 0x0a || code === 0x0d ? 0 : code)),
  beyond: (code) => code,
};

/** Letters and digits alone, in lower case: whatever stands between the pieces of a secret does not part them. */
export const LETTERS: Folding = {
  ascii: Uint16Array.from(ASCII, (code) => (isLetterOrDigit(code) ? code | 0x20 : 0)),
  beyond: (code) => (code === BARRIER ? code : 0),
};

function isInvisible(code: number): boolean {
  if (code <= 0x20) return true;
  if (code < 0x7f) return false;
  if (code <= 0xa0 || code === 0xad || code === 0xfeff) return true;
  return code >= 0x200b && code <= 0x206f && (code <= 0x200f || code >= 0x2028);
}

/** A view as a folding reads it. */
export function foldedView({ codes, from, to, length }: View, { ascii, beyond }: Folding, out: View): View {
  let size = 0;
  for (let at = 0; at < length; at++) {
    const code = codes[at] ?? 0;
    const read = code < 128 ? (ascii[code] ?? 0) : beyond(code);
    if (read === 0) continue;
    out.codes[size] = read;
    out.from[size] = from[at] ?? 0;
    out.to[size] = to[at] ?? 0;
    size += 1;
  }
  out.length = size;
  return out;
}

/** A compact view in lower case; its places are those of the other. */
export function lowered({ codes, from, to, length }: View, room: View): View {
  for (let at = 0; at < length; at++) {
    const code = codes[at] ?? 0;
    room.codes[at] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  }
  return { length, codes: room.codes, from, to };
}

/** A text as a folding reads it, in lower case, and the same with its case kept. */
export function foldedText(text: string, folding: Folding): { text: string; cased: string } {
  const { codes, from, length } = foldedView(viewOf(text), folding, emptyView(text.length));
  let cased = "";
  for (let at = 0; at < length; at++) cased += text[from[at] ?? 0] ?? "";
  return {
    text: String.fromCharCode(...codes.subarray(0, length)).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    cased,
  };
}
