import type { RuleName } from "./rules.ts";

/*
 * The ways in which one of our own secrets is searched for. Escapes are undone before the search (decoding.ts), so a
 * form is what no escape changes: the secret itself, its base64 and its hexadecimal.
 */

/** One way to write a secret. */
export interface Form {
  text: string;
  /** Characters of it that give eight of the secret away. */
  shortest: number;
  /** Whether its neighbours in a text may hold bits of the secret too. */
  isBase64: boolean;
}

/** A piece of a secret made of words counts if it is so much longer: shorter ones are words of ordinary text. */
const WORDY = 2;
/** Fewer characters of a secret than this tell nothing: services show seven ("sk-…abcd"). */
const SHORTEST_PIECE = 8;
/** A shorter secret is a password or a name, and is searched for whole. */
const SHORTEST_BREAKABLE = 12;
/** Neighbours of different kinds (a, A, 0) in a random text of letters and digits are six of ten. */
const SHARE_OF_CHANGES = 0.3;

/** How many random texts of the service a run may hold, as a power of two; hexadecimal ids are the most frequent. */
const RANDOM_TEXTS = 19;
const RANDOM_HEXADECIMAL_TEXTS = 24;
/** Pieces that one secret may be cut into, as a power of two. */
const PIECES_OF_A_SECRET = 5.3;
/** A piece is found by accident in fewer than one of 2^20 runs. */
const CERTAINTY = 20;

/** The forms of a secret that the rules allow; base64 is searched without the characters that its neighbours share. */
export function formsOf(secret: string, rules: ReadonlySet<RuleName>): Form[] {
  const forms: Form[] = [];
  if (rules.has("form: raw")) forms.push({ text: secret, shortest: SHORTEST_PIECE, isBase64: false });
  // Every parser of URLs writes a host name so.
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

/** Base64 and base64url of a text at the three places at which it may begin within a longer one. */
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

/**
 * Whether nobody chose a text: small letters, capitals and digits alternate in it, or it holds a long row of hexadecimal
 * digits, in which they may not.
 */
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
 * Whether a piece of a form gives its secret away, and is too long to be met by accident.
 * @param piece the characters that were found, as they are in the form
 * @param shortest characters of the form that give eight of the secret away
 * @param secrets how many secrets are searched for: the more there are, the likelier one is met by accident
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
  // A piece with other letters can only be met in ids of all letters and digits.
  const letters = !hexadecimal ? 62 : /^\d*$/.test(piece) ? 10 : 16;
  const texts = hexadecimal ? RANDOM_HEXADECIMAL_TEXTS : RANDOM_TEXTS;
  const bits = texts + PIECES_OF_A_SECRET + Math.log2(Math.max(1, secrets)) + CERTAINTY;
  return piece.length >= shortest && piece.length >= bits / Math.log2(letters);
}

/**
 * Whether a value that was found by its place alone is so unlike a word that the same value elsewhere is no accident.
 */
export function isStrong(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((letters) => letters.test(value)).length;
  return (value.length >= 16 && kinds >= 2) || (value.length >= 8 && kinds === 3);
}
