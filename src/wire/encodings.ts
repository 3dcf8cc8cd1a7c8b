/** A fragment of a secret that is shorter than this tells nothing, and is likely to be ordinary text. */
export const SHORTEST_NEEDLE = 8;

/** A way to write a secret down that no reading of a text undoes. */
interface Encoding {
  /** What stays the same of it wherever it stands. */
  forms(secret: string): string[];
  /** Characters of a fragment of such a form from which on it is taken for one, where the secret is made of words. */
  fragment: number;
  /** The letters of the form, where its neighbours share bits with it and must go with it. */
  alphabet?: RegExp;
}

/** The encodings, by name. Escapes, bytes that are spelt and letter case are undone before the search. */
export const ENCODINGS = {
  raw: { forms: (secret) => [secret], fragment: 12 },
  reversed: { forms: (secret) => [[...secret].reverse().join("")], fragment: 16 },
  // Base64 whose case was lost, as a host name's is, cannot be read; as it stands it is found.
  "base64 in one case": { forms: base64Forms, fragment: 12, alphabet: /[A-Za-z0-9+/=_-]/ },
} as const satisfies Record<string, Encoding>;

export type EncodingName = keyof typeof ENCODINGS;

/** A form of a secret, and how much of it gives it away. */
export interface Form extends Pick<Encoding, "fragment"> {
  text: string;
  alphabet: RegExp | null;
  /** The secret as it is: of this, shorter fragments count. */
  plain: boolean;
}

/** Every form that a secret may take in text that somebody else wrote, each once. */
export function formsOf(secret: string, encodings: readonly EncodingName[]): Form[] {
  return encodings.flatMap((name) => {
    const encoding: Encoding = ENCODINGS[name];
    const { fragment, alphabet = null } = encoding;
    return [...new Set(encoding.forms(secret))].map((text) => ({ text, fragment, alphabet, plain: name === "raw" }));
  });
}

/**
 * What stays the same of a text's base64 wherever it begins within a longer one: at each of three alignments, without
 * the characters that its neighbours share; in both alphabets.
 */
function base64Forms(secret: string): string[] {
  const forms = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const encoded = bytes.toString("base64").replace(/=+$/, "");
    const inner = encoded.slice([0, 2, 3][before], bytes.length % 3 === 0 ? undefined : -1);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set(forms)];
}
