import type { Form } from "./forms.ts";

/** Position of a secret, or of a piece of one, in a text. */
export interface Hit {
  from: number;
  to: number;
  label: string;
}

/** A secret in the index. */
interface Needle {
  label: string;
  forms: Form[];
  /** Whether a piece of one of its forms is long enough to count. */
  counts(piece: string, shortest: number): boolean;
}

/** Characters per index entry. Together with the stride, the search finds any common run of eight characters. */
const GRAM = 5;
const STRIDE = 4;
/**
 * Bits of the hash that address the filter, which skips most places of a text. A filter of this size fits the CPU's
 * first cache.
 */
const FILTER_BITS = 16;
const FILTER_BITS_OF_FEW = 11;
/** Separates the forms in the index. No text contains this character. */
const BARRIER = 0xffff;
/** Maximum indexed places per gram, because a peer may issue any number of secrets with the same beginning. */
const MOST_PLACES = 8;
/** Maximum slots that a lookup reads, because a peer may choose secrets with colliding hashes. */
const LONGEST_CHAIN = 256;
/** Maximum searched characters of one form. A longer secret is found by its beginning. */
const LONGEST_FORM = 16 * 1024;
const BASE64 = /[A-Za-z0-9+/=_-]/;

/**
 * An index of the forms of all secrets by every five characters in a row. A search looks up every fourth place of a
 * text, so its time does not depend on the number of secrets.
 */
export class Needles {
  #codes = new Uint16Array(512);
  /** The form that each character belongs to. */
  #formOf = new Uint32Array(512);
  #length = 1;
  readonly #forms: (Form & { needle: Needle; length: number })[] = [];
  /** Hash table with open addressing: slot → place in `#codes`. 0 is free. */
  #slots = new Uint32Array(1 << 9);
  #used = 0;
  readonly #filter: Uint8Array;
  readonly #filterShift: number;

  /** @param few whether the index is for the secrets of one text only */
  constructor(few = false) {
    const bits = few ? FILTER_BITS_OF_FEW : FILTER_BITS;
    this.#filter = new Uint8Array(1 << bits);
    this.#filterShift = 32 - bits;
    this.#codes[0] = BARRIER;
  }

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  add(needle: Needle): void {
    for (const form of needle.forms) {
      const { text } = form;
      const length = Math.min(text.length, LONGEST_FORM);
      if (length < GRAM) continue;
      const start = this.#length;
      this.#reserve(start + length + 1);
      for (let at = 0; at < length; at++) {
        this.#codes[start + at] = text.charCodeAt(at);
        this.#formOf[start + at] = this.#forms.length;
      }
      this.#codes[start + length] = BARRIER;
      this.#length += length + 1;
      this.#forms.push({ ...form, needle, length });
      for (let at = start; at + GRAM <= start + length; at++) this.#index(at);
    }
  }

  /**
   * Calls `found` for each place with a form, or with a piece that is long enough. The places are in order and do not
   * overlap.
   * @param joints search only places that touch one of these positions, in ascending order. Null: search the whole text
   */
  search(text: string, found: (hit: Hit) => void, joints: ArrayLike<number> | null = null): void {
    if (joints === null) {
      this.#searchPart(text, 0, text.length, 0, found);
      return;
    }
    let done = 0;
    let end = 0;
    for (let n = 0; n < joints.length; ) {
      const from = Math.max(end, (joints[n] ?? 0) - GRAM - STRIDE + 1);
      do end = (joints[n++] ?? 0) + GRAM + STRIDE - 1;
      while (n < joints.length && (joints[n] ?? 0) - GRAM - STRIDE + 1 <= end);
      done = this.#searchPart(text, from, Math.min(end, text.length), done, found);
    }
  }

  #searchPart(text: string, from: number, end: number, before: number, found: (hit: Hit) => void): number {
    const filter = this.#filter;
    const shift = this.#filterShift;
    let done = before;
    for (let at = Math.max(from, done); at + GRAM <= end; at += STRIDE) {
      const hash = mix(
        text.charCodeAt(at),
        text.charCodeAt(at + 1),
        text.charCodeAt(at + 2),
        text.charCodeAt(at + 3),
        text.charCodeAt(at + 4),
      );
      if (filter[hash >>> shift] === 0) continue;
      const hit = this.#find(text, at, hash, done);
      if (hit === null) continue;
      found(hit);
      done = hit.to;
      at = Math.max(at, done - STRIDE);
    }
    return done;
  }

  #find(text: string, at: number, hash: number, done: number): Hit | null {
    const mask = this.#slots.length - 1;
    let longest: Hit | null = null;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const place = this.#slots[(hash + step) & mask] ?? 0;
      if (place === 0) break;
      const hit = this.#extend(text, at, place, done);
      if (hit !== null && (longest === null || hit.to - hit.from > longest.to - longest.from)) longest = hit;
    }
    return longest;
  }

  /** Extends a match to the longest common run of text and form. Null if it is too short to reveal the secret. */
  #extend(text: string, at: number, place: number, done: number): Hit | null {
    const codes = this.#codes;
    let size = 0;
    while (at + size < text.length && codes[place + size] === text.charCodeAt(at + size)) size++;
    if (size < GRAM) return null;
    let before = 0;
    while (at - before > done && codes[place - before - 1] === text.charCodeAt(at - before - 1)) before++;
    const form = this.#forms[this.#formOf[place] ?? 0];
    if (form === undefined) return null;
    const [from, to] = [at - before, at + size];
    const whole = to - from === form.length;
    // A cheap test first: most matches are a few characters that an id shares with a secret.
    if (!whole && !form.needle.counts(text.slice(from, to), form.shortest)) return null;
    if (!form.isBase64) return { from, to, label: form.needle.label };
    // The neighbours of a piece of base64 hold bits of the secret too.
    let [first, last] = [from, to];
    while (from - first < 2 && BASE64.test(text.charAt(first - 1))) first--;
    while (last - to < 2 && BASE64.test(text.charAt(last))) last++;
    return { from: first, to: last, label: form.needle.label };
  }

  #index(place: number): void {
    if (this.#used * 2 > this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    const codes = this.#codes;
    const first = mix(codes[place], codes[place + 1], codes[place + 2], codes[place + 3], codes[place + 4]);
    this.#filter[first >>> this.#filterShift] = 1;
    let alike = 0;
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const slot = (first + step) & mask;
      const other = this.#slots[slot] ?? 0;
      if (other === 0) {
        this.#slots[slot] = place;
        this.#used += 1;
        return;
      }
      if (this.#isSame(other, place) && ++alike >= MOST_PLACES) return;
    }
  }

  #isSame(one: number, other: number): boolean {
    for (let n = 0; n < GRAM; n++) if (this.#codes[one + n] !== this.#codes[other + n]) return false;
    return true;
  }

  #grow(): void {
    const places = this.#slots.filter((place) => place !== 0).sort();
    this.#slots = new Uint32Array(this.#slots.length * 4);
    this.#used = 0;
    for (const place of places) this.#index(place);
  }

  #reserve(length: number): void {
    if (length <= this.#codes.length) return;
    const room = Math.max(length, this.#codes.length * 2);
    const codes = new Uint16Array(room);
    codes.set(this.#codes);
    this.#codes = codes;
    const formOf = new Uint32Array(room);
    formOf.set(this.#formOf);
    this.#formOf = formOf;
  }
}

/** Hashes five characters. It uses few operations, because it runs for every fourth character of all captured text. */
function mix(a = 0, b = 0, c = 0, d = 0, e = 0): number {
  const hash = Math.imul(a ^ (b << 7) ^ (c << 14) ^ (d << 21), 0x9e3779b1) + Math.imul(e ^ (d << 9), 0x85ebca6b);
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
