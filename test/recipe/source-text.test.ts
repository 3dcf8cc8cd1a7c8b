import { describe, expect, it } from "vitest";
import { literal } from "../../src/recipe/source-text.ts";

describe("a literal of Go and of C#", () => {
  it.each([
    ["ready", '"ready"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["two\nlines\ttab\x1b\x7f", '"two\\nlines\\ttab\\u001b\\U0000007f"'],
    ["é\u2028\ufeff", '"\\U000000e9\\U00002028\\U0000feff"'],
    ["😀", '"\\U0001f600"'],
    ["half\ud800", '"half\\U0000fffd"'],
  ])("of %j is ASCII without an end inside", (text, written) => {
    expect(literal(text)).toBe(written);
  });
});
