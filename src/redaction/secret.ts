import { inspect } from "node:util";
import { decode, escapesOf } from "./decoding.ts";
import { formsOf, isPiece, isRandom } from "./forms.ts";
import { type Hit, Needles } from "./needles.ts";
import { REDACTION_RULES, type RuleName } from "./rules.ts";

export const SECRET_KINDS = ["apikey", "token", "ephemeral", "proxy", "unknown"] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

const VALUES = new WeakMap<Secret, string>();
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A shorter secret is a name or a password: it is masked only where it is a word of its own. */
const SHORTEST_SEARCHED = 8;
/** A longer name or password of a proxy is searched for like a key. */
const LONGEST_WORD = 12;
/** Percent twice, JSON in JSON, and one of them in the other: deeper layers are not undone. */
const MOST_LAYERS = 3;

/** What replaces a secret that is not one of ours. */
export const MASK = "REDACTED";

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

/** The value of a secret. Only `wire`, which sends it, may call this: a test holds that. */
export function reveal(secret: Secret): string {
  const value = VALUES.get(secret);
  if (value === undefined) throw new Error(`the secret ${secret.label} was not made by a vault`);
  return value;
}

/** A text as it is, or with some of its escapes undone. */
interface Layer {
  text: string;
  /** Where the escapes were; null: search all of it. */
  joints: readonly number[] | null;
  original(hit: Hit): Hit;
}

/**
 * The run's own secrets: the operator's credentials, and what a mint of ours returned at the place that the probe
 * names. They are searched for everywhere, in the final bytes too. What a peer declares to be secret is not registered
 * here: it is masked in the answer that declares it (text.ts).
 */
export class Vault {
  /** The rules of redaction that apply. */
  readonly rules: ReadonlySet<RuleName>;
  readonly #byValue = new Map<string, Secret>();
  readonly #ordinals = new Map<SecretKind, number>();
  readonly #needles = new Needles();
  readonly #escapes: RegExp | null;
  /** Values that are masked only as words of their own, and never looked for in an artefact. */
  readonly #words = new Map<string, string>();
  #wordsShape: RegExp | null = null;
  #open: () => string = () => "";
  #openText: string | null = null;

  /** @param rules all of them, except in a test that shows what each is for */
  constructor(rules: readonly RuleName[] = REDACTION_RULES) {
    this.rules = new Set(rules);
    this.#escapes = escapesOf(this.rules);
  }

  /**
   * Text that the run shows in any case: its plan, probes and names. A peer that issues a part of it as a secret
   * (`{"value": "realtime"}`) does not make it one. Made when it is first needed.
   */
  declareOpen(text: () => string): void {
    this.#open = text;
    this.#openText = null;
    this.#wordsShape = null;
  }

  /** The secret of this value. A new one gets the next ordinal of its kind. Throws, without the value, on controls. */
  register(value: string, kind: SecretKind): Secret {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    if (CONTROL.test(value)) throw new Error(`a secret of kind ${kind} holds a control character or a line break`);
    const ordinal = (this.#ordinals.get(kind) ?? 0) + 1;
    this.#ordinals.set(kind, ordinal);
    const secret = new Secret(kind, `REDACTED-${kind}-${ordinal}`, value);
    this.#byValue.set(value, secret);
    this.#search(value, secret);
    return secret;
  }

  /** The secret of exactly this value, or null. */
  known(value: string): Secret | null {
    return this.#byValue.get(value) ?? null;
  }

  /** How many distinct secrets the run has. It grows only: a text that was read when it was the same is clean. */
  count(): number {
    return this.#byValue.size;
  }

  /** A text with every secret of ours, in any form, replaced by its label. */
  redact(text: string): string {
    return maskHits(text, this.find(text));
  }

  /** The label of the first secret of ours in a text, in any form; null if there is none. */
  firstIn(text: string): string | null {
    return this.find(text)[0]?.label ?? null;
  }

  /** Places of secrets of ours in what is about to be written; words are not searched for. */
  scan(text: string): { label: string; kind: SecretKind; index: number }[] {
    return mergeHits(this.#findForms(text)).map(({ label, from }) => ({
      label,
      kind: this.#kindOf(label),
      index: from,
    }));
  }

  /** All places of secrets of ours in a text, in order, none overlapping. */
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

  /** Searches a text for needles, as it is and with its escapes undone layer by layer. */
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
      const decoded = decode(layer.text, this.#escapes);
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
    // What a peer issues is searched for elsewhere only if nobody can have chosen it: else it could be any text of ours.
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

  /** Words that the run shows anyway are no secret: a proxy's user may be called `openai`. */
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

/** Places that overlap become one, under the label that says most: of a secret of ours, then of the longest place. */
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

/** A text with places, in order and apart, replaced by their labels. */
export function maskHits(text: string, hits: Hit[]): string {
  let masked = "";
  let end = 0;
  for (const { from, to, label } of hits) {
    masked += text.slice(end, from) + label;
    end = to;
  }
  return end === 0 ? text : masked + text.slice(end);
}
