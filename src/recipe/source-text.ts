/** What a compiler refuses within a literal, or takes for the end of a line. */
const BEYOND_ASCII = /[^ -~]/gu;
const HALF_PAIR = /\p{Cs}/gu;

/**
 * A string literal of Go and of C#, in ASCII: both read the escapes of JSON, and \U with eight digits. Half of a
 * surrogate pair, which no UTF-8 can hold, becomes the sign that encoding it would give.
 */
export function literal(text: string): string {
  return JSON.stringify(text.replace(HALF_PAIR, "\ufffd")).replace(
    BEYOND_ASCII,
    (sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );
}
