import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../..", import.meta.url);

/** What a test file says of its tests. */
export interface NamedTests {
  /** Titles as they stand in the file, and for a title with `$key` what each row says under that key. */
  names: string[];
  /** Every mark by which a test, or all beside it, is not run. */
  leftOut: string[];
}

/** The names of the tests in the text of a file: what is only a comment or some other text is none. */
export function namesOfTests(source: string): NamedTests {
  const code = source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  const titles = [...code.matchAll(/\bit(?:\(|\.each(?:<[^>]*>)?\([\s\S]*?\)\()\s*"((?:[^"\\\n]|\\.)+)",/g)].map(
    ([, title = ""]) => title,
  );
  const rows = titles
    .flatMap((title) => [...title.matchAll(/\$(\w+)/g)].map(([, key]) => key))
    .flatMap((key) => [...code.matchAll(new RegExp(`\\b${key}: "([^"\\n]+)",`, "g"))].map(([, name = ""]) => name));
  const leftOut = [
    ...code.matchAll(/\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|only|fails|skipIf|runIf)\b|\bx(?:it|describe)\(/g),
  ].map(([mark]) => mark);
  return { names: [...titles, ...rows], leftOut };
}

/** The text of every source file below a folder of the project. */
export function sourcesOf(folder: string): string[] {
  const root = new URL(`${folder}/`, ROOT);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, root), "utf8"));
}
