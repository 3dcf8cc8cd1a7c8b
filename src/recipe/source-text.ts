import { plain } from "../render/inert.ts";
import { wellFormed } from "../steps/url-text.ts";

/*
 * Text of a report as a literal, a word or a comment of a program. A report may be a stranger's, so nothing in it may
 * end the literal, be expanded, or act on whatever shows the program: a terminal, a build log, a page of HTML.
 */

const BEYOND_ASCII = /[^ -~]/gu;
const UNIT_BEYOND_ASCII = /[^ -~]/g;
/** What ends a script or opens a comment where a program stands in HTML. */
const MARKUP = /<(?=[/!])/g;
/** What the logs of Azure Pipelines take for a command. */
const LOG_COMMAND = /##(?=\w*\[)/g;

/** A string literal of C#, Go and Python, in ASCII: all three read the escapes of JSON, and \U with eight digits. */
export function literal(text: string): string {
  return calm(JSON.stringify(wellFormed(text))).replace(BEYOND_ASCII, (sign) => `\\U${hex(sign.codePointAt(0), 8)}`);
}

/** A string literal of Java, in ASCII. Java reads \u before anything else; no character beyond ASCII ends a literal. */
export function javaLiteral(text: string): string {
  return units(calm(JSON.stringify(text)));
}

/** A value as JavaScript and as JSON, in ASCII. In JavaScript a key `__proto__` would be no key of the object. */
export function jsonLiteral(value: unknown, indent?: number): string {
  return units(calm(JSON.stringify(value, null, indent)));
}

/** A value as an expression of JavaScript. */
export function scriptLiteral(value: unknown): string {
  return jsonLiteral(value).replaceAll('"__proto__":', '["__proto__"]:');
}

/** A word of a Bash command: nothing in it is expanded. Holds no NUL, which no argument of a process can. */
export function shellWord(text: string): string {
  if (/^[ -~]*$/.test(text) && !/##\w*\[|<[/!]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte <= 0x7e && !/['\\#<]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\x${hex(byte, 2)}`,
  );
  return `$'${bytes.join("")}'`;
}

/** One line of a comment, in every language: no escape, no markup, no command of a log. */
export function commentLine(text: string): string {
  return plain(text, 1000).replaceAll("\\", "/").replace(MARKUP, "< ").replace(LOG_COMMAND, "# #");
}

function calm(json: string): string {
  return json.replace(MARKUP, "\\u003c").replace(LOG_COMMAND, "#\\u0023");
}

function units(text: string): string {
  return text.replace(UNIT_BEYOND_ASCII, (unit) => (unit === "\n" ? unit : `\\u${hex(unit.charCodeAt(0), 4)}`));
}

function hex(value: number | undefined, digits: number): string {
  return (value ?? 0).toString(16).padStart(digits, "0");
}
