import { inspect } from "node:util";
import { ENCODINGS, formsOf, SHORTEST_NEEDLE } from "./encodings.ts";
import { ESCAPES, escapeTable } from "./escapes.ts";
import { breakableOf } from "./fragment.ts";
import { type Hit, Needles } from "./needles.ts";
import { keysOf, REDACTION_RULES, type RuleName } from "./rules.ts";
import { SPELLINGS } from "./spelt-bytes.ts";

export const SECRET_KINDS = ["apikey", "token", "ephemeral", "proxy", "unknown"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

const VALUES = new WeakMap<Secret, string>();
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A longer text is one of ours, made of what was read thoroughly when it was captured. */
const LONGEST_CAPTURED = 64 * 1024;
/** Names and values come again with every hop and frame: of so many characters it is kept that they hold nothing. */
const MOST_REMEMBERED = 1 << 20;

/** A secret that can be handed around, compared and printed: what is printed is its label. */
export class Secret {
  readonly label: string;
  readonly kind: SecretKind;

  constructor(kind: SecretKind, label: string, value: string) {
    this.kind = kind;
    this.label = label;
    VALUES.set(this, value);
  }

  toString(): string {
    return this.label;
  }

  toJSON(): string {
    return this.label;
  }

  [inspect.custom](): string {
    return this.label;
  }
}

/** The value of a secret. For the files of this folder alone: a test holds that nobody else calls it. */
export function reveal(secret: Secret): string {
  const value = VALUES.get(secret);
  if (value === undefined) throw new Error(`the secret ${secret.label} was not made by a vault`);
  return value;
}

/** The registry of a run's secrets: one label for each distinct value, so that a reader sees where the same one stands. */
export class Vault {
  /** The rules of redaction that hold. */
  readonly rules: ReadonlySet<RuleName>;
  readonly #byValue = new Map<string, Secret>();
  readonly #ordinals = new Map<SecretKind, number>();
  readonly #needles: Needles;
  /** Texts that hold no secret of those registered so far, and their characters. */
  readonly #clean = new Set<string>();
  #remembered = 0;

  /** @param rules all of them, but for a test that shows what each is for */
  constructor(rules: readonly RuleName[] = REDACTION_RULES) {
    this.rules = new Set(rules);
    const escapes = keysOf(ESCAPES).filter((name) => this.rules.has(`escape: ${name}`));
    const readings = {
      escapes: escapeTable(escapes),
      eachEscape: escapes.map((name) => escapeTable([name])),
      spellings: keysOf(SPELLINGS).filter((name) => this.rules.has(`spelling: ${name}`)),
      compressed: this.rules.has("compressed"),
      letters: this.rules.has("pieces"),
    };
    this.#needles = new Needles(readings, this.rules.has("fragments"));
  }

  /** The secret of this value; a new one is given the next ordinal of its kind. Throws, without the value, on controls. */
  register(value: string, kind: SecretKind): Secret {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    if (CONTROL.test(value)) throw new Error(`a secret of kind ${kind} holds a control character or a line break`);
    const ordinal = (this.#ordinals.get(kind) ?? 0) + 1;
    this.#ordinals.set(kind, ordinal);
    const secret = new Secret(kind, `REDACTED-${kind}-${ordinal}`, value);
    this.#byValue.set(value, secret);
    this.#forget();
    this.#addNeedles(value, secret.label);
    return secret;
  }

  /** The secret of exactly this value, or null. */
  known(value: string): Secret | null {
    return this.#byValue.get(value) ?? null;
  }

  /** How many distinct secrets the run has met. */
  count(): number {
    return this.#byValue.size;
  }

  /** A text with every registered secret, in any encoding, and what is left of one, replaced by its label. */
  redact(text: string): string {
    let out = "";
    let end = 0;
    for (const { from, to, label } of this.#find(text, LONGEST_CAPTURED)) {
      out += text.slice(end, from) + label;
      end = to;
    }
    return end === 0 ? text : out + text.slice(end);
  }

  /**
   * A text that was cut off before it was redacted: its end may be the beginning of a secret, which `redact` does not
   * know. What could be one is masked.
   */
  redactEnd(text: string): string {
    if (!this.rules.has("cut end")) return text;
    const begins = this.#needles.beginningAtEnd(text);
    return begins === text.length ? text : `${text.slice(0, begins)}REDACTED`;
  }

  /** The label of the first registered secret that stands in a text of a peer's, in any encoding; null where none does. */
  firstIn(text: string): string | null {
    return this.#find(text, LONGEST_CAPTURED)[0]?.label ?? null;
  }

  /**
   * Places where a registered secret stands in any encoding: a second net for what is about to be written. Not by its
   * letters alone: across the fields of an artefact they are beside each other by accident.
   */
  scan(text: string): { label: string; index: number }[] {
    return this.#find(text, 0).map(({ label, from }) => ({ label, index: from }));
  }

  #find(text: string, longestThorough: number): Hit[] {
    if (text.length < SHORTEST_NEEDLE || this.#clean.has(text)) return [];
    const thorough = text.length <= longestThorough;
    const hits = this.#needles.find(text, thorough);
    if (hits.length === 0 && thorough) this.#remember(text);
    return hits;
  }

  #remember(text: string): void {
    if (this.#remembered + text.length > MOST_REMEMBERED) this.#forget();
    this.#clean.add(text);
    this.#remembered += text.length;
  }

  #forget(): void {
    this.#clean.clear();
    this.#remembered = 0;
  }

  #addNeedles(value: string, label: string): void {
    const encodings = keysOf(ENCODINGS).filter((name) => this.rules.has(`encoding: ${name}`));
    const breakable = breakableOf(value);
    for (const form of formsOf(value, encodings)) {
      if (form.text.length >= SHORTEST_NEEDLE) this.#needles.add(form, label, breakable);
    }
  }
}
