import { escaped } from "./common-words.ts";
import { type KnownName, normalRegion } from "./known-names.ts";
import { addresses, guids, hosts, isPseudonym, resourcePaths, users } from "./patterns.ts";
import type { Pseudonyms } from "./pseudonym.ts";

export interface ReplacementOptions {
  strict: boolean;
  /** In lower case. */
  requestIds: Set<string>;
  /** Ids of subscriptions, in lower case: hidden also where a request bears the same. */
  subscriptions: Set<string>;
  regions: string[];
}

/** Every text of a report under the same pseudonyms. */
export class Replacement {
  readonly #names: Pseudonyms;
  readonly #options: ReplacementOptions;
  readonly #known: Map<string, KnownName>;
  readonly #anyKnown: RegExp | null;
  readonly #resources: RegExp | null;
  readonly #regions: RegExp | null;

  constructor(known: KnownName[], names: Pseudonyms, options: ReplacementOptions) {
    this.#names = names;
    this.#options = options;
    this.#known = new Map(known.map((one) => [one.name.toLowerCase(), one]));
    this.#anyKnown = anyOf(known);
    this.#resources = anyOf(known.filter(({ kind }) => kind === "resource"));
    const spellings = options.regions.flatMap((region) => [region, normalRegion(region)]);
    this.#regions = options.strict && spellings.length > 0 ? new RegExp(alternatives(spellings), "gi") : null;
    // Numbered in the configuration's order, whatever is met first.
    for (const { kind, name } of known) names.of(kind, name);
  }

  /** A text with every name replaced. In definitions of probes names of deployments stand for models, and stay. */
  text(text: string, place: "evidence" | "definitions" = "evidence"): string {
    if (text.length < 4) return this.#known.has(text.toLowerCase()) ? this.#byName(text) : text;
    const { strict, requestIds, subscriptions, regions } = this.#options;
    const names = this.#names;
    const isRegion = (label: string) => regions.some((region) => normalRegion(region) === normalRegion(label));
    const find = place === "evidence" ? this.#anyKnown : this.#resources;
    let out = resourcePaths(text, names);
    if (find !== null) out = out.replace(find, (name) => this.#byName(name));
    out = hosts(out, names, isRegion);
    out = guids(out, names, (guid) => !subscriptions.has(guid) && requestIds.has(guid));
    out = addresses(users(out, names), names);
    return strict ? this.#strictly(out) : out;
  }

  /** The model behind a deployment: its public name stays; one of the operator's own is replaced. */
  model(model: string): string {
    return this.#known.get(model.toLowerCase())?.isModel === false ? this.text(model) : model;
  }

  /** Every text in a value, keys included. */
  deep<T>(value: T, place?: "evidence" | "definitions"): T;
  deep(value: unknown, place: "evidence" | "definitions" = "evidence"): unknown {
    if (typeof value === "string") return this.text(value, place);
    if (Array.isArray(value)) return value.map((element) => this.deep(element, place));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [this.text(key, place), this.deep(child, place)]),
    );
  }

  #byName(name: string): string {
    const known = this.#known.get(name.toLowerCase());
    if (known === undefined) return name;
    const pseudonym = this.#names.of(known.kind, known.name);
    // A whole host stays one: `.example` is reserved for what is nobody's.
    return known.kind === "resource" && known.name.includes(".") ? `${pseudonym}.example` : pseudonym;
  }

  #strictly(text: string): string {
    const { requestIds } = this.#options;
    const out = text.replace(/[\w.-]{4,}/g, (word) =>
      requestIds.has(word.toLowerCase()) && !isPseudonym(word) ? this.#names.of("request id", word) : word,
    );
    return this.#regions === null
      ? out
      : out.replace(this.#regions, (region) => this.#names.of("region", normalRegion(region)));
  }
}

/** The longest name first, so that one which holds another is not torn. */
function anyOf(known: KnownName[]): RegExp | null {
  if (known.length === 0) return null;
  const byLength = [...known].sort((a, b) => b.name.length - a.name.length);
  const parts = byLength.map(({ name, isModel }) =>
    isModel ? `(?<![a-z0-9])(?<![a-z0-9][-.])${escaped(name)}(?![a-z0-9]|[-.][a-z0-9])` : escaped(name),
  );
  return new RegExp(parts.join("|"), "gi");
}

function alternatives(words: string[]): string {
  const longest = [...new Set(words)].sort((a, b) => b.length - a.length);
  return `(?<![a-z0-9])(?:${longest.map(escaped).join("|")})(?![a-z0-9])`;
}
