import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  commentLine,
  javaLiteral,
  jsonLiteral,
  literal,
  scriptLiteral,
  shellWord,
} from "../../src/recipe/source-text.ts";
import { asSent, HOSTILE_VALUES } from "./hostile-values.ts";

describe("a literal of Go, C# and Python", () => {
  it.each([
    ["ready", '"ready"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["two\nlines\ttab\x1b\x7f", '"two\\nlines\\ttab\\u001b\\U0000007f"'],
    ["é\u2028\ufeff", '"\\U000000e9\\U00002028\\U0000feff"'],
    ["😀", '"\\U0001f600"'],
    ["half\ud800", '"half\\U0000fffd"'],
    ["</script>##vso[x]", '"\\u003c/script>#\\u0023vso[x]"'],
  ])("of %j is ASCII without an end inside", (text, written) => {
    expect(literal(text)).toBe(written);
  });
});

describe("a literal of Java", () => {
  it.each([
    ["é😀", '"\\u00e9\\ud83d\\ude00"'],
    ["\\u0022+x", '"\\\\u0022+x"'],
    ["\u000b<!--", '"\\u000b\\u003c!--"'],
  ])("of %j is ASCII", (text, written) => {
    expect(javaLiteral(text)).toBe(written);
  });
});

describe("a value as JSON and as JavaScript", () => {
  it.each(HOSTILE_VALUES)("is ASCII, and means the same: %s", (_name, value) => {
    const text = asSent(value);
    const whole = { v: text, [`k${text}`]: [text] };
    expect(JSON.parse(jsonLiteral(whole, 2))).toEqual(whole);
    expect(jsonLiteral(whole)).toMatch(/^[ -~]*$/);
    expect(JSON.parse(scriptLiteral(text))).toBe(text);
  });

  it("keeps a key `__proto__` a key", () => {
    expect(scriptLiteral(JSON.parse('{"__proto__":{"a":"x\\"__proto__\\":"}}'))).toBe(
      '{["__proto__"]:{"a":"x\\"__proto__\\":"}}',
    );
  });
});

describe("a word of Bash", () => {
  it.each(HOSTILE_VALUES.filter(([, value]) => !value.includes("\0")))("is that word: %s", (_name, value) => {
    const script = `printf '%s' ${shellWord(value)}`;
    expect(script).toMatch(/^[ -~]*$/);
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { env: { PATH: process.env.PATH ?? "" } });
    expect([stdout.toString("utf8"), stderr.toString("utf8")]).toEqual([asSent(value), ""]);
  });
});

describe("a comment", () => {
  it.each(HOSTILE_VALUES)("is one line that nothing reads as more: %s", (_name, value) => {
    expect(commentLine(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]|<[/!]|##\w*\[/u);
  });
});
