import { normalizeRegion } from "../../model/answered-region.ts";
import { sourceOf } from "./common-words.ts";
import type { KnownName } from "./known-names.ts";
import { findInJsonText, findInProse, findLabelled } from "./label.ts";
import { isPseudonym, type Pseudonyms } from "./pseudonym.ts";
import { type Found, findShapes, type ShapeContext } from "./shape.ts";

/*
 * Replaces names by the same pseudonyms in every text of a report. All names of a text are found before any is
 * replaced, so that a pseudonym is never treated as a name.
 */

/** The header or member that a text is the value of, if any. */
interface Place {
  label: string | null;
  /** In definitions of probes, names of deployments mean models and stay. */
  isDefinition: boolean;
}

const NOWHERE: Place = { label: null, isDefinition: false };

interface ReplacementOptions {
  strict: boolean;
  context: ShapeContext;
  find: FindNames;
  regions: string[];
}

export class Replacement {
  readonly #names: Pseudonyms;
  readonly #options: ReplacementOptions;
  readonly #known: Map<string, KnownName>;
  readonly #byLetters: Map<string, KnownName>;
  readonly #anyKnown: RegExp | null;
  readonly #regions: RegExp | null;
  readonly #done = new Map<string, string>();

  constructor(known: KnownName[], names: Pseudonyms, options: ReplacementOptions) {
    this.#names = names;
    this.#options = options;
    this.#known = new Map(known.map((one) => [one.name.toLowerCase(), one]));
    this.#byLetters = new Map([...known].reverse().map((one) => [lettersOf(one.name), one]));
    this.#anyKnown = alternationOf(known);
    const spellings = options.regions.flatMap((region) => [region, normalizeRegion(region)]);
    this.#regions = options.strict && spellings.length > 0 ? new RegExp(wholeWords(spellings), "gi") : null;
    // Stated names get the first numbers, in the order of the configuration.
    for (const { kind, name } of known) names.of(kind, name);
  }

  /** A text with every name replaced. */
  text(text: string, place: Place = NOWHERE): string {
    const key = `${place.label ?? ""}\n${place.isDefinition}\n${text}`;
    const done = this.#done.get(key);
    if (done !== undefined) return done;
    let out = "";
    let end = 0;
    for (const found of this.#find(text, place)) {
      out += text.slice(end, found.from) + this.#shown(found, text);
      end = found.to;
    }
    out += text.slice(end);
    this.#done.set(key, out);
    return out;
  }

  /** Replaces the model of a deployment. A public name stays, and an operator's own name is replaced. */
  model(model: string): string {
    return this.#options.context.isPublic(model) ? model : this.text(model);
  }

  /** Every text in a value, keys included. */
  deep<T>(value: T, isDefinition?: boolean): T;
  deep(value: unknown, isDefinition = false): unknown {
    return mapTexts(value, (text, label) => this.text(text, { label, isDefinition }));
  }

  /** Places of names in a text, in order. Of two that overlap, the one that is found first by `findShapes` counts. */
  #find(text: string, { label, isDefinition }: Place): Found[] {
    const { strict, find } = this.#options;
    const found = [
      ...(strict ? this.#requestIds(text) : []),
      ...(isDefinition ? [] : find(text, label)),
      ...this.#knownIn(text).filter(({ kind }) => !isDefinition || kind !== "deployment"),
      ...(strict ? this.#regionsIn(text) : []),
    ];
    return withoutOverlaps(found, text.length).sort((a, b) => a.from - b.from);
  }

  #shown({ kind, name, from, to }: Found, text: string): string {
    const known = this.#known.get(name.toLowerCase()) ?? this.#byLetters.get(lettersOf(name));
    const pseudonym = this.#names.of(known?.kind ?? kind, known?.name ?? name);
    // A host remains a valid host. RFC 2606 reserves `.example`.
    const isHost = kind === "host" && /\.[a-z]/i.test(text.slice(from, to));
    return isHost ? `${pseudonym}.example` : pseudonym;
  }

  #knownIn(text: string): Found[] {
    if (this.#anyKnown === null) return [];
    return [...text.matchAll(this.#anyKnown)].map(({ 0: match, index }) => {
      const known = this.#known.get(match.toLowerCase()) ?? this.#byLetters.get(lettersOf(match));
      const kind = known?.kind ?? "name";
      const [from, to] = wordAround(text, index, index + match.length);
      // A longer word is a different name. `res-1` followed by the rest, `01`, would look like one number.
      return { from, to, kind, name: to - from > match.length ? text.slice(from, to) : (known?.name ?? match) };
    });
  }

  #requestIds(text: string): Found[] {
    return [...text.matchAll(/[\w.-]{4,}/g)]
      .filter(({ 0: word }) => this.#options.context.requestIds.has(word.toLowerCase()) && !isPseudonym(word))
      .map(({ 0: name, index }) => ({ from: index, to: index + name.length, kind: "request id", name }));
  }

  #regionsIn(text: string): Found[] {
    if (this.#regions === null) return [];
    return [...text.matchAll(this.#regions)].map(({ 0: name, index }) => {
      return { from: index, to: index + name.length, kind: "region", name: normalizeRegion(name) };
    });
  }
}

/** A cached `findNames`, because the same headers occur in every hop. */
export type FindNames = (text: string, label: string | null) => Found[];

export function finderOf(context: ShapeContext): FindNames {
  const known = new Map<string, Found[]>();
  return (text, label) => {
    const key = `${label ?? ""}\n${text}`;
    const found = known.get(key) ?? findNames(text, label, context);
    known.set(key, found);
    return found;
  };
}

/** Names of a text that are recognised by their form, or by the label of the text. */
export function findNames(text: string, label: string | null, context: ShapeContext): Found[] {
  // A form can depend on the word before it, so the label is put before the value.
  const head = label === null ? "" : `${label}: `;
  const shapes = findShapes(head + text, context)
    .map((found) => ({ ...found, from: found.from - head.length, to: found.to - head.length }))
    .filter(({ from }) => from >= 0);
  const labelled = label === null ? [] : findLabelled(label, text, context);
  return withoutOverlaps(
    [...shapes, ...findInJsonText(text, context), ...labelled, ...findInProse(text, context)],
    text.length,
  );
}

/**
 * A value with each of its texts mapped, keys included. The second of a pair of texts is a header's value, and has the
 * first as its label.
 */
export function mapTexts(value: unknown, map: (text: string, label: string | null) => string): unknown {
  const walk = (part: unknown, label: string | null): unknown => {
    if (typeof part === "string") return map(part, label);
    if (Array.isArray(part)) {
      const [name, text] = part;
      const isPair = part.length === 2 && typeof name === "string" && typeof text === "string";
      return isPair ? [map(name, null), map(text, name)] : part.map((element) => walk(element, label));
    }
    if (typeof part !== "object" || part === null) return part;
    const entries = Object.entries(part).map(([key, child]): [string, unknown] => [
      map(key, null),
      walk(child, labelOf(key, part)),
    ]);
    if (new Set(entries.map(([key]) => key)).size < entries.length) throw new SameNameError();
    return Object.fromEntries(entries);
  };
  return walk(value, null);
}

/** The ends of the word around a place. An escape before it (`%2f`, `\\n`) is not part of the word. */
function wordAround(text: string, from: number, to: number): [number, number] {
  const before = /(?<escape>%[0-9a-f]{2}|\\(?:u[0-9a-f]{4}|[a-z]))?[a-z0-9]*$/i.exec(
    text.slice(Math.max(0, from - 64), from),
  );
  const after = /^[a-z0-9]*/i.exec(text.slice(to, to + 64));
  const letters = (before?.[0].length ?? 0) - (before?.groups?.escape?.length ?? 0);
  return [from - letters, to + (after?.[0].length ?? 0)];
}

/** The label of a member. The `id` of an object of kind `deployment` is the name of a deployment. */
function labelOf(key: string, object: object): string {
  return key === "id" && "object" in object && typeof object.object === "string" ? `${object.object} id` : key;
}

/** Two members of an object would have the same name. */
export class SameNameError extends Error {
  override name = "SameNameError";
}

/** The first of those that overlap. */
function withoutOverlaps(found: Found[], length: number): Found[] {
  const isCovered = new Uint8Array(length);
  return found.filter(({ from, to }) => {
    if (isCovered.subarray(from, to).includes(1)) return false;
    isCovered.fill(1, from, to);
    return true;
  });
}

/** The longest name comes first, so that a name within it does not split it. */
function alternationOf(known: KnownName[]): RegExp | null {
  if (known.length === 0) return null;
  const byLength = [...known].sort((a, b) => b.name.length - a.name.length);
  return new RegExp(byLength.map(({ name, found }) => sourceOf(name, found)).join("|"), "gi");
}

function wholeWords(words: string[]): string {
  const longest = [...new Set(words)].sort((a, b) => b.length - a.length);
  return `(?:${longest.map((word) => sourceOf(word, "word")).join("|")})`;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[-_.]|%2d|%5f|%2e/g, "");
}
