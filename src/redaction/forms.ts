import type { RuleName } from "./rules.ts";

/*
 * The written forms in which one of the run's own secrets is searched. decoding.ts removes escapes before the search,
 * so the forms are the secret itself, its base64 and its hexadecimal.
 */

/** One written form of a secret. */
export interface Form {
  text: string;
  /** The number of its characters that reveal eight characters of the secret. */
  shortest: number;
  /** Whether neighbouring characters in a text may hold bits of the secret too. */
  isBase64: boolean;
}

/** A secret made of words needs a match this many times as long, because shorter parts are ordinary words. */
const WORDY = 2;
/** Shorter pieces of a secret reveal nothing: services show seven characters themselves ("sk-…abcd"). */
const SHORTEST_PIECE = 8;
/** A shorter secret is a password or a name, and only the whole of it is searched. */
const SHORTEST_BREAKABLE = 12;
/** In a random text of letters and digits, six of ten neighbours are of different kinds (a, A, 0). */
const SHARE_OF_CHANGES = 0.3;

/** Estimated number of random texts of the service in a run, as a power of two. Most are hexadecimal ids. */
const RANDOM_TEXTS = 19;
const RANDOM_HEXADECIMAL_TEXTS = 24;
/** Number of pieces of one secret, as a power of two. */
const PIECES_OF_A_SECRET = 5.3;
/** An accidental match must occur in fewer than one of 2^20 runs. */
const CERTAINTY = 20;

/**
 * Returns the forms of a secret that the rules allow. Base64 is searched without the characters that its neighbours
 * affect.
 */
export function formsOf(secret: string, rules: ReadonlySet<RuleName>): Form[] {
  const forms: Form[] = [];
  if (rules.has("form: raw")) forms.push({ text: secret, shortest: SHORTEST_PIECE, isBase64: false });
  // Every URL parser writes host names in lower case.
  if (rules.has("form: lower case")) forms.push({ text: secret.toLowerCase(), shortest: 12, isBase64: false });
  if (rules.has("form: hexadecimal")) {
    const hexadecimal = Buffer.from(secret).toString("hex");
    forms.push(
      { text: hexadecimal, shortest: 16, isBase64: false },
      { text: hexadecimal.toUpperCase(), shortest: 16, isBase64: false },
    );
  }
  if (rules.has("form: base64")) {
    for (const text of base64Of(secret)) forms.push({ text, shortest: 9, isBase64: true });
  }
  return forms;
}

/** Returns base64 and base64url of a text for the three offsets at which it may begin in a longer text. */
function base64Of(secret: string): Set<string> {
  const texts = new Set<string>();
  for (const before of [0, 1, 2]) {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const encoded = bytes.toString("base64").replace(/=+$/, "");
    const inner = encoded.slice([0, 2, 3][before], bytes.length % 3 === 0 ? undefined : -1);
    texts.add(inner).add(inner.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return texts;
}

/** Whether a text is random: small letters, capitals and digits alternate, or it contains a long hexadecimal run. */
export function isRandom(secret: string): boolean {
  const row = /[0-9a-f]{24,}|[0-9A-F]{24,}/.exec(secret)?.[0] ?? "";
  if (new Set(row).size >= 8) return true;
  const kinds = secret
    .replace(/[^A-Za-z0-9]/g, "")
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "0");
  const changes = kinds.match(/a(?=[A0])|A(?=[a0])|0(?=[aA])/g)?.length ?? 0;
  return kinds.length >= SHORTEST_BREAKABLE && changes >= SHARE_OF_CHANGES * (kinds.length - 1);
}

/**
 * Whether a piece of a form reveals its secret, and is too long for an accidental match.
 * @param piece the found characters as the form has them
 * @param shortest number of characters of the form that reveal eight of the secret
 * @param secrets number of searched secrets; more secrets make an accidental match likelier
 */
export function isPiece(
  piece: string,
  shortest: number,
  secret: { length: number; random: boolean },
  secrets: number,
): boolean {
  if (secret.length < SHORTEST_BREAKABLE) return false;
  if (!secret.random) return piece.length >= shortest * WORDY;
  const hexadecimal = /^[0-9a-f]*$|^[0-9A-F]*$/.test(piece);
  // A piece with other letters can match only ids that consist of all letters and digits.
  const letters = !hexadecimal ? 62 : /^\d*$/.test(piece) ? 10 : 16;
  const texts = hexadecimal ? RANDOM_HEXADECIMAL_TEXTS : RANDOM_TEXTS;
  const bits = texts + PIECES_OF_A_SECRET + Math.log2(Math.max(1, secrets)) + CERTAINTY;
  return piece.length >= shortest && piece.length >= bits / Math.log2(letters);
}

/** Whether a value that was found by its place is so unlike a word that another occurrence is no accident. */
export function isStrong(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((letters) => letters.test(value)).length;
  return (value.length >= 16 && kinds >= 2) || (value.length >= 8 && kinds === 3);
}
