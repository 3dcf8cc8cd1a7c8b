import type { Form } from "./forms.ts";

/** Where a secret, or a piece of one, is in a text. */
export interface Hit {
  from: number;
  to: number;
  label: string;
}

/** A secret as the index knows it. */
export interface Needle {
  label: string;
  forms: Form[];
  /** Whether a piece of one of its forms counts. */
  counts(piece: string, shortest: number): boolean;
}

/** Characters by whose hash a place is looked up. With the stride, every eight characters in a row are found. */
const GRAM = 5;
const STRIDE = 4;
/** Bits of a hash by which most places of a text are passed over; the filter fits a processor's nearest memory. */
const FILTER_BITS = 16;
const FILTER_BITS_OF_FEW = 11;
/** No text holds it: it parts the forms. */
const BARRIER = 0xffff;
/** Places of one gram that are kept; a peer may issue any number of secrets that begin alike. */
const MOST_PLACES = 8;
/** Slots that are looked at for one gram: a peer may choose secrets whose grams share a hash. */
const LONGEST_CHAIN = 256;
/** Characters of one form that are searched for: a longer secret is found by its beginning. */
const LONGEST_FORM = 16 * 1024;
const BASE64 = /[A-Za-z0-9+/=_-]/;

/**
 * All forms of all secrets in one row of characters, and an index of every six characters in a row of them. A search
 * looks up every third place of a text, so its time does not depend on the number of secrets.
 */
export class Needles {
  #codes = new Uint16Array(512);
  /** Which form each character belongs to. */
  #formOf = new Uint32Array(512);
  #length = 1;
  readonly #forms: (Form & { needle: Needle; length: number })[] = [];
  /** Open addressing: a hash leads to a place in the row, 0 is free. */
  #slots = new Uint32Array(1 << 9);
  #used = 0;
  readonly #filter: Uint8Array;
  readonly #filterShift: number;

  /** @param few whether it is made for the secrets of one text */
  constructor(few = false) {
    const bits = few ? FILTER_BITS_OF_FEW : FILTER_BITS;
    this.#filter = new Uint8Array(1 << bits);
    this.#filterShift = 32 - bits;
    this.#codes[0] = BARRIER;
  }

  /** Whether there is anything to search for. */
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
   * Calls back for each place at which a form, or a piece that counts, is found. In order; places do not overlap.
   * @param joints only places that touch one of these, in ascending order, are searched; null: all
   */
  search(text: string, found: (hit: Hit) => void, joints: readonly number[] | null = null): void {
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

  /** The longest run around a place that text and form have in common; null if it is not a secret's or too short. */
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
    // The decision is cheap for the usual run of a few characters that an id shares with a secret.
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

/** A hash of five characters: few operations, since it is made for every fourth character of all that is captured. */
function mix(a = 0, b = 0, c = 0, d = 0, e = 0): number {
  const hash = Math.imul(a ^ (b << 7) ^ (c << 14) ^ (d << 21), 0x9e3779b1) + Math.imul(e ^ (d << 9), 0x85ebca6b);
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
