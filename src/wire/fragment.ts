import { SHORTEST_NEEDLE } from "./encodings.ts";

/*
 * When a piece of a secret gives it away. A key is drawn at random: eight characters of it stand nowhere by accident,
 * whatever they look like, and seven are what a service may tell of it ("sk-...abcd"). A password or a name may be made
 * of words and dates: of it a piece counts only where it is unlike them, or too long to be one of them.
 */

/** Of a random secret at least so long, a fragment counts too. */
const SHORTEST_RANDOM = 12;
/** Of one that is made of words, only from here on: eight characters would be most of a shorter one's words. */
const SHORTEST_BREAKABLE = 16;
/** A run of letters alone, or of digits alone, may be a word or a date: this long it is neither. */
const LONGEST_WORD = 16;
/** Of neighbours in a random text, so many are of different kinds at least: six of ten in base64, more than four in hexadecimal. */
const SHARE_OF_CHANGES = 0.3;

/** What of a secret counts: `any` eight characters, what is `unlike-words`, or the `whole` alone. */
export type Breakable = "any" | "unlike-words" | "whole";

export function breakableOf(secret: string): Breakable {
  if (secret.length >= SHORTEST_RANDOM && isRandom(secret)) return "any";
  return secret.length >= SHORTEST_BREAKABLE ? "unlike-words" : "whole";
}

/** Whether small letters, capitals and digits alternate as they do where nobody chose them. */
function isRandom(secret: string): boolean {
  const kinds = secret
    .replace(/[^A-Za-z0-9]/g, "")
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "0");
  const changes = kinds.match(/a(?=[A0])|A(?=[a0])|0(?=[aA])/g)?.length ?? 0;
  return kinds.length >= SHORTEST_RANDOM && changes >= SHARE_OF_CHANGES * (kinds.length - 1);
}

/**
 * Whether a fragment gives its secret away.
 * @param cased it, in its own case
 * @param least characters from which on it counts where the secret is made of words
 * @param plain whether the secret stands in it as it is
 */
export function givesAway(cased: string, breakable: Breakable, least: number, plain: boolean): boolean {
  if (breakable === "whole" || cased.length < SHORTEST_NEEDLE) return false;
  if (breakable === "any" || cased.length >= LONGEST_WORD) return true;
  if (cased.length >= least) return !isWordOrNumber(cased);
  // Digits between letters that no hexadecimal id has: neither a word, nor a number, nor a piece of an id.
  return plain && /[g-z]/i.test(cased) && /[a-z]\d+[a-z]|\d[a-z]+\d/i.test(cased);
}

/** Letters that change their case at most once are a word or two; digits alone are a number or a date. */
function isWordOrNumber(cased: string): boolean {
  return /^[\d.:-]*$/.test(cased) || (!/\d/.test(cased) && (cased.match(/[a-z](?=[A-Z])/g)?.length ?? 0) < 2);
}
