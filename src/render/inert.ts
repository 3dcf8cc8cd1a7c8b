import { stripVTControlCharacters } from "node:util";

/*
 * Text from a server, a configuration or a catalogue is made inert before it is printed. It can then not move a cursor
 * or turn the reading direction, and it cannot become a link, a mention or a command. report.json keeps it as captured.
 */

/** Control and format characters (ESC, C0, C1, bidi, zero-width, tags), line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
/** Logs of continuous integration take these for commands: `::` at the beginning of a line, `##[` and `##vso[` anywhere. */
const WORKFLOW_COMMAND = /(?<!\S):(?=:)|##(?=\w*\[)/g;
const COMBINING_FLOOD = /(\p{M}{2})\p{M}+/gu;

/** One visible line of at most `cap` characters, with the number of those cut. For terminals and fenced blocks. */
export function plain(text: string, cap = 300): string {
  const line = stripVTControlCharacters(text)
    .replace(BREAKS, " ")
    .replace(INVISIBLE, "")
    .replace(COMBINING_FLOOD, "$1")
    .replace(WORKFLOW_COMMAND, "$& ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...line];
  return characters.length <= cap
    ? line
    : `${characters.slice(0, cap).join("")}… (+${characters.length - cap} characters)`;
}

/** A markdown code span: nothing in it is a link, an image, a mention or HTML. Backticks become apostrophes. */
export function code(text: string, cap = 300): string {
  const inner = plain(text, cap).replaceAll("`", "'");
  return inner === "" ? "—" : `\`${inner}\``;
}

/** A code span inside a table cell, where a bare pipe would end the cell. */
export function codeInTable(text: string, cap = 120): string {
  return code(text, cap).replaceAll("|", "\\|");
}

/** Words that a forge or a Markdown editor would turn into a link or a notification, such as a bare `name.com`. */
const LINKING =
  /\S*(?:@\w|\/\/|www\.|[#!]\d|\bGH-\d|[\p{L}\p{N}]\.(?:\p{L}{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|xn--[\w-]+)(?![\p{L}\p{N}]))\S*/giu;
/** Marks that start something at the beginning of a line only. */
const LINE_START = /^(?=[#>+=-])|^(\d+)(?=[.)]\s)/;

/**
 * Prose as Markdown text, for sentences that may quote names and messages. Every mark is escaped, and a word that would
 * become a link or a mention is put into a code span.
 */
export function prose(text: string, cap = 1200): string {
  const line = plain(text, cap);
  const parts: string[] = [];
  let from = 0;
  for (const match of line.matchAll(LINKING)) {
    const [, before = "", word = match[0], after = ""] =
      /^([([{<"'“‘]*)(.*?)([)\]}>"'”’.,:;!?]*)$/u.exec(match[0]) ?? [];
    parts.push(escaped(line.slice(from, match.index) + before), codeInTable(word, cap), escaped(after));
    from = match.index + match[0].length;
  }
  parts.push(escaped(line.slice(from)));
  return parts.join("").replace(LINE_START, "$1\\");
}

function escaped(text: string): string {
  return text.replace(/[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu, "\\$&");
}

/** Characters that a terminal or an editor acts on: C1, bidi, zero-width, line separators. */
const ACTIVE_IN_JSON = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** JSON of a value, unchanged for a parser, and inert on a terminal. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(ACTIVE_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/##(?=\w*\[)/g, "#\\u0023");
}
