import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const SRC = resolve(import.meta.dirname, "../../src");

/** A source file with its comments and the texts in its code. */
export interface SourceTexts {
  file: string;
  comments: string[];
  strings: string[];
}

/** Reads the TypeScript files below a folder of src. */
export function readSource(folder: string): SourceTexts[] {
  return readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => {
      const code = readFileSync(join(SRC, folder, name), "utf8");
      return { file: `${folder}/${name}`, comments: listComments(code), strings: listStrings(code) };
    });
}

const BLOCK = /^[ \t]*\/\*\*?([\s\S]*?)\*\//gm;
const LINES = /(?:^[ \t]*\/\/.*\n)+/gm;

/** Returns the comments of a file. Each begins its own line, as the formatter of this repository leaves them. */
export function listComments(code: string): string[] {
  const blocks = [...code.matchAll(BLOCK)].map(([, text = ""]) => proseOf(text, /^[ \t]*\* ?/gm));
  const lines = [...code.matchAll(LINES)].map(([text]) => proseOf(text, /^[ \t]*\/\/ ?/gm));
  return [...blocks, ...lines].filter((text) => text !== "");
}

/** Removes the comment marks, drawings and directives. Each tag begins a paragraph. */
function proseOf(comment: string, mark: RegExp): string {
  return comment
    .replace(mark, "")
    .split("\n")
    .filter((line) => !/[─│└┬├▶]|^biome-ignore/.test(line))
    .join("\n")
    .replace(/^@(?=param|returns|throws)/gm, "\n@")
    .trim();
}

const STRING = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`/g;

/** Returns the texts of at least four words on one line. Each value in a template counts as one word. */
export function listStrings(code: string): string[] {
  const bare = code.replace(BLOCK, "").replace(LINES, "");
  return [...bare.matchAll(STRING)]
    .map(([text]) => text.slice(1, -1).replace(/\$\{[^{}]*\}/g, "VALUE"))
    .filter((text) => /(?:\b[A-Za-z]+\b[ ,:.]+){3}[a-z]/.test(text) && !text.includes("${"));
}
