import type { LanguageName } from "../../src/recipe/index.ts";

/*
 * Programs read as their compilers do, as far as it takes to know what is a literal, what a comment and what is code.
 */

/** A program taken apart. */
export interface ProgramText {
  /** All of it but for what stands in literals and comments. */
  code: string;
  /** What the literals mean, in order. */
  literals: string[];
}

interface Syntax {
  comment: RegExp;
  /** Literals: an opening mark, and how what stands in it is decoded. */
  literal: RegExp;
  decode: (literal: string) => string;
}

const C_COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const DOUBLE = /"(?:[^"\\\n]|\\[\s\S])*"/y;

/** Escapes of JSON, and \U with eight digits. */
function decodeJson(literal: string): string {
  const inner = literal.slice(1, -1);
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g, (_, four, eight, one) => {
    if (four !== undefined) return String.fromCharCode(Number.parseInt(four, 16));
    if (eight !== undefined) return String.fromCodePoint(Number.parseInt(eight, 16));
    const simple: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
    return simple[one] ?? one;
  });
}

/** 'as it is', \' between two of these, or $'with \xHH'. */
function decodeShell(word: string): string {
  if (!word.startsWith("$'")) return word.replace(/'([^']*)'|\\'/g, (_, text: string | undefined) => text ?? "'");
  const bytes = word
    .slice(2, -1)
    .replace(/\\x([0-9a-f]{2})/g, (_, two) => String.fromCharCode(Number.parseInt(two, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const CODE: Syntax = { comment: C_COMMENT, literal: DOUBLE, decode: decodeJson };
const SHELL: Syntax = {
  comment: /(?<=^|\n)#[^\n]*/y,
  literal: /\$'(?:[^'\\]|\\[\s\S])*'|'[^']*'(?:\\''[^']*')*/y,
  decode: decodeShell,
};

const SCRIPT: Syntax = {
  ...CODE,
  literal: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`/y,
};

const SYNTAX: Record<LanguageName, Syntax> = {
  csharp: { ...CODE, literal: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])'/y },
  curl: SHELL,
  go: { ...CODE, literal: /"(?:[^"\\\n]|\\[\s\S])*"|`[^`]*`/y },
  java: { ...CODE, literal: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])'/y },
  json: { ...CODE, comment: /(?!)/y },
  openai: SCRIPT,
  python: {
    comment: /#[^\n]*/y,
    literal: /"""[\s\S]*?"""|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y,
    decode: decodeJson,
  },
  typescript: SCRIPT,
  wscat: SHELL,
};

/** Takes a program apart. Throws if a literal has no end. */
export function readProgram(language: LanguageName, program: string): ProgramText {
  const text = language === "java" ? withoutUnicodeEscapes(program) : program;
  const { comment, literal, decode } = SYNTAX[language];
  const read: ProgramText = { code: "", literals: [] };
  for (let at = 0; at < text.length; ) {
    comment.lastIndex = at;
    literal.lastIndex = at;
    const skipped = comment.exec(text);
    const found = skipped === null ? literal.exec(text) : null;
    if (found !== null) read.literals.push(decode(found[0]));
    read.code += skipped === null ? (found === null ? text[at] : "L") : "";
    at += (skipped ?? found)?.[0].length ?? 1;
  }
  return read;
}

/** Java reads \u before anything else, unless an odd number of backslashes stands before it (JLS 3.3). */
function withoutUnicodeEscapes(program: string): string {
  return program.replace(/(\\*)\\u+([0-9a-fA-F]{4})/g, (whole, before: string, four: string) =>
    before.length % 2 === 0 ? before + String.fromCharCode(Number.parseInt(four, 16)) : whole,
  );
}
