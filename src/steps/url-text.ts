/*
 * URL encoding that accepts any text. The platform's own functions throw for half a surrogate pair and for a `%`
 * without an escape. A report from elsewhere may contain either.
 */

/** Half of a surrogate pair, which UTF-8 cannot encode. */
const HALF_PAIR = /\p{Cs}/gu;

/** Replaces each half of a surrogate pair with U+FFFD, as encoders to UTF-8 do. */
export function replaceLoneSurrogates(text: string): string {
  return text.replace(HALF_PAIR, "\ufffd");
}

/** Encodes a value as one segment of a path. */
export function encodeSegment(value: string): string {
  return encodeURIComponent(replaceLoneSurrogates(value));
}

/** Decodes the escapes of a path or URL. Returns the text unchanged if one of them is broken. */
export function decodeEscapes(text: string, decode: (text: string) => string = decodeURIComponent): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
