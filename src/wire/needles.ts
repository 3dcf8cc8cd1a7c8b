import { type Form, SHORTEST_NEEDLE } from "./encodings.ts";
import { type DecoderName, foldedText, type View, viewsOf } from "./plain-text.ts";

/** Where a secret, or what gives some of it away, stands in a text. */
export interface Hit {
  from: number;
  to: number;
  label: string;
}

interface Needle extends Form {
  /** `text` in its own case. */
  cased: string;
  label: string;
  /** Whether a part of it counts: not of what is short, which ordinary text may share. */
  breakable: boolean;
}

const GRAM = SHORTEST_NEEDLE;
const BASE = 0x01000193;
const BASE_TO_GRAM = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);
const FILTER_BITS = 18;
/** Long texts are searched in pieces, so that the views of one stay small; the overlap holds any secret. */
const PIECE = 256 * 1024;
const OVERLAP = 16 * 1024;
/** A shorter beginning of a secret than this tells nothing, and is likely to be ordinary text. */
const SHORTEST_BEGINNING = 4;
/** A run of letters alone, or of digits alone, may be a word or a date: this long it is neither. */
const LONGEST_WORD = 16;

/** An index of secrets in all their forms, by every eight characters of them. */
export class Needles {
  readonly #decoders: readonly DecoderName[];
  readonly #fragments: boolean;
  readonly #needles: Needle[] = [];
  readonly #places = new Map<number, [Needle, number][]>();
  readonly #filter = new Uint8Array(1 << FILTER_BITS);

  constructor(decoders: readonly DecoderName[], fragments: boolean) {
    this.#decoders = decoders;
    this.#fragments = fragments;
  }

  /** Adds a form of a secret. `breakable`: fragments of it count too. */
  add(form: Form, label: string, breakable: boolean): void {
    const needle: Needle = { ...form, ...foldedText(form.text), label, breakable: breakable && this.#fragments };
    if (needle.text.length < GRAM) return;
    this.#needles.push(needle);
    // A run of `fragment` characters holds a gram that begins at a multiple of the stride, wherever the run begins.
    const stride = form.plain ? 1 : form.fragment - GRAM + 1;
    const end = needle.breakable ? needle.text.length - GRAM : 0;
    for (let at = 0; at <= end; at += stride) this.#addPlace(needle, at);
  }

  /** All places, in order, none overlapping. */
  find(text: string): Hit[] {
    if (this.#needles.length === 0) return [];
    const hits: Hit[] = [];
    for (let start = 0; start === 0 || start + OVERLAP < text.length; start += PIECE) {
      const piece = text.slice(start, start + PIECE + OVERLAP);
      for (const view of viewsOf(piece, this.#decoders)) {
        for (const { from, to, label } of this.#findIn(view, piece)) {
          hits.push({ from: from + start, to: to + start, label });
        }
      }
    }
    return merged(hits);
  }

  /** Where the end of a text may be the beginning of a secret; the text's length where it is not. */
  beginningAtEnd(text: string): number {
    const tail = Math.max(0, text.length - OVERLAP);
    let begins = text.length;
    for (const view of viewsOf(text.slice(tail), this.#decoders)) {
      for (const { text: needle } of this.#needles) {
        const size = longestBeginning(view, needle);
        if (size > 0) begins = Math.min(begins, tail + (view.from[view.length - size] ?? 0));
      }
    }
    return begins;
  }

  #addPlace(needle: Needle, at: number): void {
    let hash = 0;
    for (let n = 0; n < GRAM; n++) hash = (Math.imul(hash, BASE) + needle.text.charCodeAt(at + n)) | 0;
    const places = this.#places.get(hash);
    if (places === undefined) this.#places.set(hash, [[needle, at]]);
    else places.push([needle, at]);
    this.#filter[hash >>> (32 - FILTER_BITS)] = 1;
  }

  *#findIn(view: View, text: string): Generator<Hit> {
    const { codes, length } = view;
    let hash = 0;
    let done = 0;
    for (let end = 0; end < length; end++) {
      hash = (Math.imul(hash, BASE) + (codes[end] ?? 0)) | 0;
      if (end >= GRAM) hash = (hash - Math.imul(codes[end - GRAM] ?? 0, BASE_TO_GRAM)) | 0;
      if (end < GRAM - 1 || this.#filter[hash >>> (32 - FILTER_BITS)] === 0 || end < done) continue;
      const run = this.#longestRun(view, end - GRAM + 1, hash);
      if (run === null) continue;
      done = run.to;
      yield widened(view, text, run);
    }
  }

  #longestRun(view: View, at: number, hash: number): Run | null {
    let longest: Run | null = null;
    for (const [needle, offset] of this.#places.get(hash) ?? []) {
      const run = runOf(view, needle, at, offset);
      if (run === null || (longest !== null && run.to - run.from <= longest.to - longest.from)) continue;
      longest = run;
    }
    return longest;
  }
}

/** A stretch of a view that is a stretch of a needle. */
interface Run {
  from: number;
  to: number;
  needle: Needle;
}

function runOf({ codes, length }: View, needle: Needle, at: number, offset: number): Run | null {
  const { text } = needle;
  let from = at;
  let to = at;
  while (to < length && text.charCodeAt(offset + to - at) === codes[to]) to++;
  while (from > 0 && offset - (at - from) > 0 && text.charCodeAt(offset - (at - from) - 1) === codes[from - 1]) from--;
  const start = offset - (at - from);
  return counts(needle, start, start + to - from) ? { from, to, needle } : null;
}

/** Whether what was found gives the secret away, or may be ordinary text. */
function counts(needle: Needle, start: number, end: number): boolean {
  const found = needle.text.slice(start, end);
  if (found.length === needle.text.length) return true;
  if (!needle.breakable || found.length < GRAM) return false;
  if (found.length >= LONGEST_WORD) return true;
  if (found.length >= needle.fragment) return !isWordOrNumber(needle.cased.slice(start, end));
  // Digits between letters that no hexadecimal id has: neither a word, nor a number, nor a piece of an id.
  return needle.plain && /[g-z]/.test(found) && /[a-z]\d+[a-z]|\d[a-z]+\d/.test(found);
}

/** Letters that change their case at most once are a word or two; digits alone are a number or a date. */
function isWordOrNumber(cased: string): boolean {
  return /^[\d.:-]*$/.test(cased) || (!/\d/.test(cased) && (cased.match(/[a-z](?=[A-Z])/g)?.length ?? 0) < 2);
}

/** In base64 the characters beside a match hold bits of it too. */
function widened(view: View, text: string, { from, to, needle }: Run): Hit {
  let first = view.from[from] ?? 0;
  let last = view.to[to - 1] ?? 0;
  if (needle.alphabet === null) return { from: first, to: last, label: needle.label };
  for (let n = 0; n < 2 && needle.alphabet.test(text[first - 1] ?? " "); n++) first--;
  for (let n = 0; n < 2 && needle.alphabet.test(text[last] ?? " "); n++) last++;
  return { from: first, to: last, label: needle.label };
}

/** Hits that touch become one: under the label of the longest. */
function merged(hits: Hit[]): Hit[] {
  const out: Hit[] = [];
  let longest = 0;
  for (const hit of hits.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = out.at(-1);
    const size = hit.to - hit.from;
    if (last === undefined || hit.from >= last.to) {
      out.push({ ...hit });
      longest = size;
      continue;
    }
    last.to = Math.max(last.to, hit.to);
    if (size <= longest) continue;
    last.label = hit.label;
    longest = size;
  }
  return out;
}

function longestBeginning({ codes, length }: View, needle: string): number {
  for (let size = Math.min(needle.length - 1, length); size >= SHORTEST_BEGINNING; size--) {
    let n = 0;
    while (n < size && needle.charCodeAt(n) === codes[length - size + n]) n++;
    if (n === size) return size;
  }
  return 0;
}
