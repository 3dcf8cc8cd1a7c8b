/** What is replaced, with the first word of its pseudonyms. */
const PREFIX = {
  resource: "res",
  deployment: "dep",
  subscription: "sub",
  "resource group": "rg",
  identifier: "guid",
  address: "ip",
  host: "host",
  user: "user",
  /** A product, an organisation, a name in a certificate. */
  name: "name",
  target: "target",
  "request id": "id",
  region: "region",
} as const;

export type NameKind = keyof typeof PREFIX;

/**
 * One pseudonym for each distinct name: the same in every file, numbered in order of appearance. The mapping is never
 * written.
 */
export class Pseudonyms {
  readonly #byKind = new Map<NameKind, Map<string, string>>();
  readonly #isTaken: (word: string) => boolean;
  readonly #roles: Map<string, string>;

  /**
   * @param isTaken whether a word occurs in the report: then it is not used as a pseudonym
   * @param roles role of a deployment by its name in lower case, which its pseudonym keeps (`dep-3-translation`)
   */
  constructor(isTaken: (word: string) => boolean, roles: Map<string, string>) {
    this.#isTaken = isTaken;
    this.#roles = roles;
  }

  /** The pseudonym of a name. Upper and lower case are the same name. */
  of(kind: NameKind, name: string): string {
    const names = this.#byKind.get(kind) ?? new Map<string, string>();
    this.#byKind.set(kind, names);
    const key = name.toLowerCase();
    const known = names.get(key);
    if (known !== undefined) return known;
    const pseudonym = this.#next(kind, name, names);
    names.set(key, pseudonym);
    return pseudonym;
  }

  /** Names that were replaced so far, in lower case. */
  names(kind: NameKind): string[] {
    return [...(this.#byKind.get(kind)?.keys() ?? [])];
  }

  #next(kind: NameKind, name: string, names: Map<string, string>): string {
    const given = new Set(names.values());
    const role = kind === "deployment" ? this.#roles.get(name.toLowerCase()) : undefined;
    for (let n = names.size + 1; ; n++) {
      const word = kind === "request id" ? requestIdLike(name, n) : `${PREFIX[kind]}-${n}`;
      const pseudonym = role === undefined ? word : `${word}-${role}`;
      if (!this.#isTaken(word) && !this.#isTaken(pseudonym) && !given.has(pseudonym)) return pseudonym;
    }
  }
}

/** Ids keep their form, because answers count as the same if they differ in ids only. */
function requestIdLike(id: string, n: number): string {
  const [prefix] = /^[a-z]+_/i.exec(id) ?? [];
  if (prefix !== undefined) return `${prefix}${String(n).padStart(8, "0")}`;
  if (/^[0-9a-f]{8}-/i.test(id)) return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return /^[0-9a-f]{24,}$/i.test(id) ? String(n).padStart(32, "0") : `${PREFIX["request id"]}-${n}`;
}

const PSEUDONYM = new RegExp(`^(?:${Object.values(PREFIX).join("|")})-\\d+(?:-[a-z]+)?$`);

/** Whether a word is a pseudonym. */
export function isPseudonym(text: string): boolean {
  return PSEUDONYM.test(text);
}
