import { BARRIER, type View } from "./view.ts";

/** Fewer characters of text than this are an accident, and too few to be a fragment of a secret. */
export const SHORTEST_STRETCH = 8;

/** Collects stretches of text, with a barrier between them. */
export class Stretches {
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
    if (length - this.#begun < SHORTEST_STRETCH) this.#codes.length = this.#from.length = this.#to.length = this.#begun;
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
export const IS_TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || UNSEEN.includes(byte) ? 1 : 0,
);
