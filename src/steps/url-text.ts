/*
 * Text in URLs, for any text: the platform's own functions throw at half of a surrogate pair and at a `%` that begins
 * no escape, and a report from elsewhere may hold either.
 */

/** Half of a surrogate pair: no character, and nothing that UTF-8 could hold. */
const HALF_PAIR = /\p{Cs}/gu;

/** A text in which half of a surrogate pair is U+FFFD, as every encoder to UTF-8 writes it. */
export function wellFormed(text: string): string {
  return text.replace(HALF_PAIR, "\ufffd");
}

/** A value as one segment of a path. */
export function encodeSegment(value: string): string {
  return encodeURIComponent(wellFormed(value));
}

/** A path or URL with its escapes decoded; as it is if one of them is broken. */
export function decodeEscapes(text: string, decode: (text: string) => string = decodeURIComponent): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
