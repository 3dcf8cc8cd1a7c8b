import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIGURATION_TEMPLATE } from "../../src/cli/configuration/template.ts";
import { loadVerbs } from "../../src/cli/verbs/index.ts";
import { findFaults, formatFaults } from "./rules.ts";

/* The texts of the command line in plain language. rules.ts says what that is. */

const ROOT = join(import.meta.dirname, "../..");

/** Texts of a file that an operator may read: messages of errors, and what is printed. */
function messagesIn(file: string): string[] {
  const source = readFileSync(file, "utf8");
  const calls =
    /(?:new (?:Usage|Output|Leak)Error|stderr\.write|stdout\.write|writeOut|notes\.push|confirm|agree)\(\s*/g;
  const fields = /\b(?:why|message|describe|expects): /g;
  const literals = [...source.matchAll(calls), ...source.matchAll(fields)].flatMap(
    ({ index, 0: { length } }) =>
      /^(?:"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/.exec(source.slice(index + length))?.[0] ?? [],
  );
  const returned = [
    ...source.matchAll(/(?:return|[?:]) ("(?:[^"\\]|\\.)* (?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)* (?:[^`\\]|\\.)*`)/g),
  ].map(([, literal = ""]) => literal);
  return [...literals, ...returned].map(plainText);
}

/** A literal as it reads: a value in a template is one word. */
function plainText(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\n/g, "\n\n")
    .replace(/\\(.)/g, "$1")
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "VALUE");
}

const files = readdirSync(join(ROOT, "src/cli"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .sort();

describe("the command line", () => {
  it("has messages in plain language", () => {
    const messages = files.flatMap((file) => messagesIn(join(ROOT, "src/cli", file)).map((text) => ({ file, text })));
    expect(messages.length).toBeGreaterThan(200);
    expect(messages.flatMap(({ file, text }) => formatFaults(findFaults(text), file))).toEqual([]);
  });

  it("has help in plain language", async () => {
    const texts = Object.entries(await loadVerbs()).flatMap(([name, { describe: summary, positionals, flags }]) =>
      [summary, ...positionals.map((one) => one.describe), ...Object.values(flags).map((one) => one.describe)].map(
        (text) => ({ name, text }),
      ),
    );
    expect(texts.length).toBeGreaterThan(80);
    expect(texts.flatMap(({ name, text }) => formatFaults(findFaults(text), name))).toEqual([]);
  });

  it("writes a configuration with comments in plain language", () => {
    const comments = [...CONFIGURATION_TEMPLATE.matchAll(/# (.*)$/gm)].map(([, text = ""]) => text);
    expect(comments.length).toBeGreaterThan(30);
    expect(comments.flatMap((text) => formatFaults(findFaults(text)))).toEqual([]);
  });
});
