import { inspect } from "node:util";
import { decodeLayer, escapesOf } from "./decoding.ts";
import { formsOf, isPiece, isRandom } from "./forms.ts";
import { type Hit, Needles } from "./needles.ts";
import { REDACTION_RULES, type RuleName } from "./rules.ts";

const SECRET_KINDS = ["apikey", "token", "ephemeral", "header", "proxy", "unknown"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

const VALUES = new WeakMap<Secret, string>();
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A shorter secret is a name or a password, and is masked only as a whole word. */
const SHORTEST_SEARCHED = 8;
/** A longer name or password of a proxy is searched like a key. */
const LONGEST_WORD = 12;
/** Maximum layers of encoding that are decoded: percent twice, JSON in JSON, and one within the other. */
const MOST_LAYERS = 3;

/** Replaces a secret that does not belong to the run. */
export const MASK = "REDACTED";

/** A secret that can be passed, compared and printed. Printing it shows its label. */
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

/** Returns the value of a secret. Only `wire`, which sends it, may call this function, and a test checks that. */
export function reveal(secret: Secret): string {
  const value = VALUES.get(secret);
  if (value === undefined) throw new Error(`the secret ${secret.label} was not made by a vault`);
  return value;
}

/** A text, unchanged or with some of its escapes decoded. */
interface Layer {
  text: string;
  /** Positions of the escapes. Null: search the whole text. */
  joints: ArrayLike<number> | null;
  original(hit: Hit): Hit;
}

/**
 * The run's own secrets: the operator's credentials, and the client secrets that its requests created. They are
 * searched everywhere, including the bytes of each output. Secrets that a peer declares are not registered here, but
 * masked in the answer that declares them (text.ts).
 */
export class Vault {
  /** The rules of redaction that apply. */
  readonly rules: ReadonlySet<RuleName>;
  readonly #byValue = new Map<string, Secret>();
  readonly #ordinals = new Map<SecretKind, number>();
  readonly #needles = new Needles();
  readonly #escapes: RegExp | null;
  /** Values that are masked only as whole words, and never searched in an output. */
  readonly #words = new Map<string, string>();
  #wordsShape: RegExp | null = null;
  #open: () => string = () => "";
  #openText: string | null = null;

  /** @param rules all rules, except in a test that shows what each one does */
  constructor(rules: readonly RuleName[] = REDACTION_RULES) {
    this.rules = new Set(rules);
    this.#escapes = escapesOf(this.rules);
  }

  /**
   * Declares text that the run shows in any case: its plan, probes and names. If a peer issues a part of it as a secret
   * (`{"value": "realtime"}`), that part stays visible. The text is made at its first use.
   */
  declareOpen(text: () => string): void {
    this.#open = text;
    this.#openText = null;
    this.#wordsShape = null;
  }

  /**
   * Returns the secret of this value. A new one gets the next ordinal of its kind. Throws, without showing the value,
   * if it contains control characters.
   */
  register(value: string, kind: SecretKind): Secret {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    if (CONTROL.test(value))
      throw new Error(`a secret of kind ${kind} contains a control character or a line break: remove it`);
    const ordinal = (this.#ordinals.get(kind) ?? 0) + 1;
    this.#ordinals.set(kind, ordinal);
    const secret = new Secret(kind, `REDACTED-${kind}-${ordinal}`, value);
    this.#byValue.set(value, secret);
    this.#search(value, secret);
    return secret;
  }

  /** Gives later secrets of a kind ordinals above this one, because earlier output has labels up to it. */
  skipOrdinals(kind: SecretKind, upTo: number): void {
    this.#ordinals.set(kind, Math.max(upTo, this.#ordinals.get(kind) ?? 0));
  }

  /** Returns the secret of exactly this value, or null. */
  known(value: string): Secret | null {
    return this.#byValue.get(value) ?? null;
  }

  /**
   * Returns the number of distinct secrets of the run, which never falls. A text that was read at the same number is
   * clean.
   */
  count(): number {
    return this.#byValue.size;
  }

  /** Replaces every secret of the run, in any form, by its label. */
  redact(text: string): string {
    return maskHits(text, this.find(text));
  }

  /** Returns the label of the run's first secret in a text, in any form. Null if there is none. */
  firstIn(text: string): string | null {
    return this.find(text)[0]?.label ?? null;
  }

  /** Returns the positions of the run's secrets in an output before it is written. Words are not searched. */
  scan(text: string): { label: string; kind: SecretKind; index: number }[] {
    return mergeHits(this.#findForms(text)).map(({ label, from }) => ({
      label,
      kind: this.#kindOf(label),
      index: from,
    }));
  }

  /** Returns all positions of the run's secrets in a text, in order and without overlap. */
  find(text: string): Hit[] {
    const hits = this.#findForms(text);
    if (this.#words.size > 0) {
      this.#wordsShape ??= this.#shapeOfWords();
      const words = this.#wordsShape;
      for (const layer of this.#layersOf(text)) {
        for (const { 0: word, index } of layer.text.matchAll(words)) {
          hits.push(layer.original({ from: index, to: index + word.length, label: this.#words.get(word) ?? MASK }));
        }
      }
    }
    return mergeHits(hits);
  }

  /** Searches a text as it is, and with its escapes decoded layer by layer. */
  searchLayers(text: string, needles: Needles, found: (hit: Hit) => void): void {
    for (const layer of this.#layersOf(text))
      needles.search(layer.text, (hit) => found(layer.original(hit)), layer.joints);
  }

  #findForms(text: string): Hit[] {
    const hits: Hit[] = [];
    if (!this.#needles.isEmpty) this.searchLayers(text, this.#needles, (hit) => hits.push(hit));
    return hits;
  }

  *#layersOf(text: string): Generator<Layer> {
    let layer: Layer = { text, joints: null, original: (hit) => hit };
    yield layer;
    for (let depth = 0; this.#escapes !== null && depth < MOST_LAYERS; depth++) {
      const decoded = decodeLayer(layer.text, this.#escapes);
      if (decoded === null) return;
      const outer = layer;
      layer = {
        text: decoded.text,
        joints: decoded.joints,
        original: ({ from, to, label }) => outer.original({ ...decoded.original(from, to), label }),
      };
      yield layer;
    }
  }

  #search(value: string, { label, kind }: Secret): void {
    const random = isRandom(value);
    // A secret from a peer is searched elsewhere only if it is random. Otherwise it could be any text of the report.
    const chosen = !random && (kind === "ephemeral" || (kind === "proxy" && value.length < LONGEST_WORD));
    const isWord = value.length < SHORTEST_SEARCHED || chosen;
    if (kind === "ephemeral" && (isWord || this.#isOpen(value))) return;
    if (isWord) {
      this.#words.set(value, label);
      this.#wordsShape = null;
      return;
    }
    const pieces = { length: this.rules.has("form: piece") ? value.length : 0, random };
    this.#needles.add({
      label,
      forms: formsOf(value, this.rules),
      counts: (piece, shortest) => isPiece(piece, shortest, pieces, this.#byValue.size),
    });
  }

  /** Words that the run shows in any case are not secret: the user of a proxy may be called `openai`. */
  #shapeOfWords(): RegExp {
    const words = [...this.#words.keys()].filter((word) => !this.#isOpen(word));
    const escaped = words.map((word) => word.replace(/[^A-Za-z0-9]/g, "\\$&"));
    return new RegExp(escaped.length === 0 ? "(?!)" : `(?<![A-Za-z0-9])(?:${escaped.join("|")})(?![A-Za-z0-9])`, "g");
  }

  #kindOf(label: string): SecretKind {
    return SECRET_KINDS.find((kind) => label.startsWith(`REDACTED-${kind}-`)) ?? "unknown";
  }

  #isOpen(value: string): boolean {
    this.#openText ??= this.#open();
    return this.#openText.includes(value);
  }
}

/**
 * Merges overlapping positions under the most useful label: first that of a secret of the run, then that of the longest
 * match.
 */
export function mergeHits(hits: Hit[]): Hit[] {
  if (hits.length < 2) return hits;
  const merged: Hit[] = [];
  let best = 0;
  for (const hit of hits.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    const worth = hit.label === MASK ? 0 : hit.to - hit.from;
    if (last === undefined || hit.from >= last.to) {
      merged.push({ ...hit });
      best = worth;
      continue;
    }
    last.to = Math.max(last.to, hit.to);
    if (worth > best) {
      last.label = hit.label;
      best = worth;
    }
  }
  return merged;
}

/** Replaces positions, which are in order and separate, by their labels. */
export function maskHits(text: string, hits: Hit[]): string {
  let masked = "";
  let end = 0;
  for (const { from, to, label } of hits) {
    masked += text.slice(end, from) + label;
    end = to;
  }
  return end === 0 ? text : masked + text.slice(end);
}
