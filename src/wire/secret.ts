import { inspect } from "node:util";
import { encodingsOf, SHORTEST_NEEDLE } from "./encodings.ts";

export const SECRET_KINDS = ["apikey", "token", "ephemeral", "proxy", "unknown"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

const VALUES = new WeakMap<Secret, string>();
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Length of the prefix by which a text is searched for all needles at once. */
const GRAM = 6;
/** A shorter beginning of a secret than this tells nothing, and is likely to be ordinary text. */
const SHORTEST_BEGINNING = 4;

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
  readonly #byValue = new Map<string, Secret>();
  readonly #ordinals = new Map<SecretKind, number>();
  readonly #needles = new Map<string, { needle: string; label: string }[]>();

  /** The secret of this value; a new one is given the next ordinal of its kind. Throws, without the value, on controls. */
  register(value: string, kind: SecretKind): Secret {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    if (CONTROL.test(value)) throw new Error(`a secret of kind ${kind} holds a control character or a line break`);
    const ordinal = (this.#ordinals.get(kind) ?? 0) + 1;
    this.#ordinals.set(kind, ordinal);
    const secret = new Secret(kind, `REDACTED-${kind}-${ordinal}`, value);
    this.#byValue.set(value, secret);
    for (const needle of encodingsOf(value)) this.#addNeedle(needle, secret.label);
    return secret;
  }

  /** How many distinct secrets the run has met. */
  count(): number {
    return this.#byValue.size;
  }

  /** A text with every registered secret, in any encoding, replaced by its label. */
  redact(text: string): string {
    let out = "";
    let from = 0;
    for (const { index, needle, label } of this.#find(text)) {
      out += text.slice(from, index) + label;
      from = index + needle.length;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  /**
   * A text that was cut off before it was redacted: its end may be the beginning of a secret, which `redact` does not
   * know. What could be one is masked.
   */
  redactEnd(text: string): string {
    let longest = 0;
    for (const list of this.#needles.values()) {
      for (const { needle } of list) {
        for (
          let size = Math.min(needle.length - 1, text.length);
          size >= SHORTEST_BEGINNING && size > longest;
          size--
        ) {
          if (text.endsWith(needle.slice(0, size))) longest = size;
        }
      }
    }
    return longest === 0 ? text : `${text.slice(0, text.length - longest)}REDACTED`;
  }

  /** Places where a registered secret stands in any encoding: a second net for what is about to be written. */
  scan(text: string): { label: string; index: number }[] {
    return [...this.#find(text)].map(({ label, index }) => ({ label, index }));
  }

  #addNeedle(needle: string, label: string): void {
    if (needle.length < SHORTEST_NEEDLE) return;
    const gram = needle.slice(0, GRAM);
    const list = this.#needles.get(gram) ?? [];
    if (list.some((other) => other.needle === needle)) return;
    this.#needles.set(
      gram,
      [...list, { needle, label }].sort((a, b) => b.needle.length - a.needle.length),
    );
  }

  *#find(text: string): Generator<{ index: number; needle: string; label: string }> {
    if (this.#needles.size === 0) return;
    for (let index = 0; index + SHORTEST_NEEDLE <= text.length; index++) {
      const found = this.#needles
        .get(text.slice(index, index + GRAM))
        ?.find(({ needle }) => text.startsWith(needle, index));
      if (found === undefined) continue;
      yield { index, ...found };
      index += found.needle.length - 1;
    }
  }
}
