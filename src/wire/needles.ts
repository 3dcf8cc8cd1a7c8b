import { type Form, SHORTEST_NEEDLE } from "./encodings.ts";
import { type Breakable, givesAway } from "./fragment.ts";
import { type Readings, readEach } from "./plain-text.ts";
import { COMPACT, foldedText, LETTERS, type View } from "./view.ts";

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
  breakable: Breakable;
}

const GRAM = SHORTEST_NEEDLE;
const BASE = 0x01000193;
const BASE_TO_GRAM = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);
const FILTER_BITS = 18;
/** Long texts are searched in pieces, so that the views of one stay small; the overlap holds any secret. */
const PIECE = 128 * 1024;
const OVERLAP = 16 * 1024;
/** A shorter beginning of a secret than this tells nothing, and is likely to be ordinary text. */
const SHORTEST_BEGINNING = 4;

/** An index of secrets in all their forms, by every eight characters of them; made when it is first asked. */
export class Needles {
  readonly #readings: Readings;
  readonly #fragments: boolean;
  readonly #needles: Needle[] = [];
  readonly #places = new Map<number, [Needle, number][]>();
  #filter: Uint32Array | null = null;
  #indexed = 0;

  constructor(readings: Readings, fragments: boolean) {
    this.#readings = readings;
    this.#fragments = fragments;
  }

  /** Adds a form of a secret. */
  add(form: Form, label: string, breakable: Breakable): void {
    const foldings = form.alphabet === null && this.#readings.letters ? [COMPACT, LETTERS] : [COMPACT];
    const texts = new Map(foldings.map((folding) => foldedText(form.text, folding)).map((one) => [one.text, one]));
    for (const folded of texts.values()) {
      if (folded.text.length < GRAM) continue;
      this.#needles.push({ ...form, ...folded, label, breakable: this.#fragments ? breakable : "whole" });
    }
  }

  /** All places, in order, none overlapping. `thorough`: however escapes are nested in one another. */
  find(text: string, thorough: boolean): Hit[] {
    if (this.#needles.length === 0) return [];
    const filter = this.#index();
    const hits: Hit[] = [];
    for (let start = 0; start === 0 || start + OVERLAP < text.length; start += PIECE) {
      const piece = text.slice(start, start + PIECE + OVERLAP);
      readEach(piece, this.#readings, thorough, (view) => {
        this.#findIn(view, piece, filter, ({ from, to, label }) => {
          hits.push({ from: from + start, to: to + start, label });
        });
      });
    }
    return merged(hits);
  }

  /** Where the end of a text may be the beginning of a secret; the text's length where it is not. */
  beginningAtEnd(text: string): number {
    const tail = Math.max(0, text.length - OVERLAP);
    let begins = text.length;
    readEach(text.slice(tail), this.#readings, false, (view) => {
      for (const { text: needle } of this.#needles) {
        const size = longestBeginning(view, needle);
        if (size > 0) begins = Math.min(begins, tail + (view.from[view.length - size] ?? 0));
      }
    });
    return begins;
  }

  #index(): Uint32Array {
    this.#filter ??= new Uint32Array((1 << FILTER_BITS) / 32);
    for (; this.#indexed < this.#needles.length; this.#indexed++) {
      const needle = this.#needles[this.#indexed];
      if (needle !== undefined) this.#addPlaces(needle, this.#filter);
    }
    return this.#filter;
  }

  #addPlaces(needle: Needle, filter: Uint32Array): void {
    // A run of `fragment` characters holds a gram that begins at a multiple of the stride, wherever the run begins.
    const anywhere = needle.plain || (needle.breakable === "any" && needle.alphabet === null);
    const stride = anywhere ? 1 : needle.fragment - GRAM + 1;
    const end = needle.breakable === "whole" ? 0 : needle.text.length - GRAM;
    for (let at = 0; at <= end; at += stride) {
      let hash = 0;
      for (let n = 0; n < GRAM; n++) hash = (Math.imul(hash, BASE) + needle.text.charCodeAt(at + n)) | 0;
      const places = this.#places.get(hash);
      if (places === undefined) this.#places.set(hash, [[needle, at]]);
      else places.push([needle, at]);
      const bit = hash >>> (32 - FILTER_BITS);
      filter[bit >> 5] = (filter[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  #findIn(view: View, text: string, filter: Uint32Array, found: (hit: Hit) => void): void {
    const { codes, length } = view;
    let hash = 0;
    let done = 0;
    for (let end = 0; end < length; end++) {
      hash = (Math.imul(hash, BASE) + (codes[end] ?? 0)) | 0;
      if (end >= GRAM) hash = (hash - Math.imul(codes[end - GRAM] ?? 0, BASE_TO_GRAM)) | 0;
      const bit = hash >>> (32 - FILTER_BITS);
      if (end < GRAM - 1 || ((filter[bit >> 5] ?? 0) & (1 << (bit & 31))) === 0 || end < done) continue;
      const run = this.#longestRun(view, end - GRAM + 1, hash);
      if (run === null) continue;
      done = run.to;
      found(widened(view, text, run));
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

function counts({ text, cased, breakable, fragment, plain }: Needle, start: number, end: number): boolean {
  if (end - start === text.length) return true;
  return givesAway(cased.slice(start, end), breakable, fragment, plain);
}

/** In base64 the characters beside a match hold bits of it too. */
function widened(view: View, text: string, { from, to, needle }: Run): Hit {
  // A text that is read backwards begins at its end.
  let first = Math.min(view.from[from] ?? 0, view.from[to - 1] ?? 0);
  let last = Math.max(view.to[from] ?? 0, view.to[to - 1] ?? 0);
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
