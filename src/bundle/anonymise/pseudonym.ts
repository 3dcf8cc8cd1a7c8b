/** What is replaced, and the word its pseudonyms begin with. */
export const PREFIX = {
  resource: "res",
  deployment: "dep",
  "resource group": "rg",
  identifier: "guid",
  address: "ip",
  user: "user",
  target: "target",
  "request id": "id",
  region: "region",
} as const;

export type NameKind = keyof typeof PREFIX;

/** One pseudonym for each distinct name: the same in every file, numbered as they are met. The mapping is never written. */
export class Pseudonyms {
  readonly #byKind = new Map<NameKind, Map<string, string>>();

  /** The pseudonym of a name. Upper and lower case are the same name. */
  of(kind: NameKind, name: string): string {
    const names = this.#byKind.get(kind) ?? new Map<string, string>();
    this.#byKind.set(kind, names);
    const known = names.get(name.toLowerCase());
    if (known !== undefined) return known;
    const pseudonym = kind === "request id" ? requestIdLike(name, names.size + 1) : `${PREFIX[kind]}-${names.size + 1}`;
    names.set(name.toLowerCase(), pseudonym);
    return pseudonym;
  }

  /** Names that were replaced so far, in lower case. */
  names(kind: NameKind): string[] {
    return [...(this.#byKind.get(kind)?.keys() ?? [])];
  }
}

/** Ids keep their form: two answers that differ in their ids alone are told to be the same by it. */
function requestIdLike(id: string, n: number): string {
  const [prefix] = /^[a-z]+_/i.exec(id) ?? [];
  if (prefix !== undefined) return `${prefix}${String(n).padStart(8, "0")}`;
  if (/^[0-9a-f]{8}-/i.test(id)) return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return /^[0-9a-f]{24,}$/i.test(id) ? String(n).padStart(32, "0") : `${PREFIX["request id"]}-${n}`;
}
