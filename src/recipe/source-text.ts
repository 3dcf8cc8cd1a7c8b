import { plain } from "../render/inert.ts";
import { replaceLoneSurrogates } from "../steps/url-text.ts";

/*
 * Writes text of a report as a literal, a word or a comment of a program. A stranger may have written the report.
 * Nothing in it may end the literal, be expanded, or affect what displays the program: a terminal, a build log, an HTML
 * page.
 */

const BEYOND_ASCII = /[^ -~]/gu;
const UNIT_BEYOND_ASCII = /[^ -~]/g;
/** The text that ends a script or opens a comment if a program is shown in HTML. */
const MARKUP = /<(?=[/!])/g;
/** The text that Azure Pipelines treats as a command in a log. */
const LOG_COMMAND = /##(?=\w*\[)/g;

/**
 * Returns a string literal of C#, Go and Python in ASCII. All three read the escapes of JSON, and \U with eight digits.
 */
export function literal(text: string): string {
  return escapeMarkup(JSON.stringify(replaceLoneSurrogates(text))).replace(
    BEYOND_ASCII,
    (sign) => `\\U${hex(sign.codePointAt(0), 8)}`,
  );
}

/**
 * Returns a string literal of Java in ASCII. Java reads \u before anything else, but no character beyond ASCII ends a
 * literal.
 */
export function javaLiteral(text: string): string {
  return escapeUnits(escapeMarkup(JSON.stringify(text)));
}

/**
 * Returns a value as JavaScript and as JSON, in ASCII. In JavaScript a key `__proto__` would not become a key of the
 * object.
 */
export function jsonLiteral(value: unknown, indent?: number): string {
  return escapeUnits(escapeMarkup(JSON.stringify(value, null, indent)));
}

/** Returns a value as an expression of JavaScript. */
export function scriptLiteral(value: unknown): string {
  return jsonLiteral(value).replaceAll('"__proto__":', '["__proto__"]:');
}

/**
 * Returns a word of a Bash command, in which nothing is expanded. It contains no NUL, which no process argument can
 * contain.
 */
export function shellWord(text: string): string {
  if (/^[ -~]*$/.test(text) && !/##\w*\[|<[/!]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte <= 0x7e && !/['\\#<]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\x${hex(byte, 2)}`,
  );
  return `$'${bytes.join("")}'`;
}

/** Returns one line of a comment for every language, without escapes, markup or log commands. */
export function commentLine(text: string): string {
  return plain(text, 1000).replaceAll("\\", "/").replace(MARKUP, "< ").replace(LOG_COMMAND, "# #");
}

function escapeMarkup(json: string): string {
  return json.replace(MARKUP, "\\u003c").replace(LOG_COMMAND, "#\\u0023");
}

function escapeUnits(text: string): string {
  return text.replace(UNIT_BEYOND_ASCII, (unit) => (unit === "\n" ? unit : `\\u${hex(unit.charCodeAt(0), 4)}`));
}

function hex(value: number | undefined, digits: number): string {
  return (value ?? 0).toString(16).padStart(digits, "0");
}
