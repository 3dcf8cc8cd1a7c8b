import { breaksWithin, type EscapeTable, holdsSeveral, unescaped } from "./escapes.ts";
import { inflated } from "./inflation.ts";
import { SPELLINGS, type SpellingName } from "./spelt-bytes.ts";
import { COMPACT, Desk, fingerprint, foldedView, JOINED, LETTERS, lowered, type View, viewOf } from "./view.ts";

/*
 * Text as a reader would come to see it: whatever it may be the writing-down of is read, layer by layer and until there
 * is nothing left to read, and folded so that neither case nor spacing hides a secret. Each character knows where it
 * stood in the original, so that what is found can be replaced there.
 *
 *   text ─┬─ as it is ──────┬─► folded, and its letters alone
 *         ├─ unescaped ─────┤
 *         ├─ lines joined ──┤   each of which may again be
 *         ├─ from base64 ───┤   escaped, wrapped, spelt as
 *         ├─ from hex ──────┤   bytes or compressed
 *         ├─ from numbers ──┤
 *         └─ inflated ──────┘
 */

/** What is read. */
export interface Readings {
  /** All escapes at once, and each alone: where they are nested in one another, one may stand in the way of another. */
  escapes: EscapeTable;
  eachEscape: readonly EscapeTable[];
  spellings: readonly SpellingName[];
  /** Whether what is compressed and then put into base64 is read. */
  compressed: boolean;
  /** Whether letters and digits are looked at alone too. */
  letters: boolean;
}

/** How many writings-down may be nested in one another. Each is a pass over a text of the peer's choosing. */
const LAYERS = 6;
/** Of every text the same room is used: it is read to its end before the next one is. */
const DESK = new Desk();

/** Places on a desk: one for what is looked at, and two for each layer. */
const LOOKED_AT = 0;
const placeOf = (layer: number, compact: boolean) => 1 + 2 * layer + (compact ? 1 : 0);

/**
 * Shows every reading of a text, folded. A view that is shown holds only until the look is over.
 * @param thorough whether escapes are undone in every order too, lines joined, what is backwards read, and letters alone
 */
export function readEach(text: string, readings: Readings, thorough: boolean, look: (view: View) => void): void {
  new Reader(readings, thorough, look).read(viewOf(text, DESK.at(placeOf(0, false), text.length)), 0);
}

class Reader {
  readonly #readings: Readings;
  readonly #thorough: boolean;
  readonly #look: (view: View) => void;
  /** What was read already: two ways may lead to the same reading of the same place. */
  readonly #read = new Set<number>();

  constructor(readings: Readings, thorough: boolean, look: (view: View) => void) {
    this.#readings = readings;
    this.#thorough = thorough;
    this.#look = look;
  }

  read(view: View, layer: number): void {
    if (layer > 0) {
      const print = fingerprint(view);
      if (this.#read.has(print)) return;
      this.#read.add(print);
    }
    const compact = foldedView(view, COMPACT, DESK.at(placeOf(layer, true), view.length));
    this.#look(lowered(compact, DESK.at(LOOKED_AT, compact.length)));
    if (this.#readings.letters && this.#thorough)
      this.#look(foldedView(compact, LETTERS, DESK.at(LOOKED_AT, compact.length)));
    if (layer < LAYERS) this.#readFurther(view, compact, layer);
  }

  #readFurther(view: View, compact: View, layer: number): void {
    const { escapes, spellings, compressed } = this.#readings;
    const room = (capacity: number) => DESK.at(placeOf(layer + 1, false), capacity);
    const further = (next: View | null) => {
      if (next !== null) this.read(next, layer + 1);
    };
    further(unescaped(view, escapes, room));
    if (this.#thorough) {
      if (holdsSeveral(view, escapes)) for (const one of this.#readings.eachEscape) further(unescaped(view, one, room));
      if (breaksWithin(view, escapes)) further(foldedView(view, JOINED, room(view.length)));
    }
    if (compressed) further(inflated(view));
    for (const name of spellings) {
      if (this.#thorough || name !== "base64 backwards") further(SPELLINGS[name](compact, view, room));
    }
  }
}
