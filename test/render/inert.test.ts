import { describe, expect, it } from "vitest";
import { code, codeInTable, plain, prose } from "../../src/render/inert.ts";

describe("plain text", () => {
  it("is one line without control, direction or zero-width characters", () => {
    expect(plain("a\u001b[31mred\u001b[0m\r\nb\u0007\u009b2Jc\u202Egnp\u200Bx\u2028y")).toBe("ared b cgnpx y");
  });

  it("cannot begin a command of a continuous integration log", () => {
    expect(plain("::error file=a::text")).toBe(": :error file=a::text");
    expect(plain("fine ##[error]text")).toBe("fine ## [error]text");
  });

  it("counts what it cuts", () => {
    expect(plain("x".repeat(310))).toBe(`${"x".repeat(300)}… (+10 characters)`);
  });

  it("drops half a surrogate pair and a flood of combining marks", () => {
    expect(plain(`a\uD800b${"\u0301".repeat(50)}`)).toBe("ab\u0301\u0301");
  });
});

describe("a code span", () => {
  it("cannot be closed from inside", () => {
    expect(code("a`<b>`c")).toBe("`a'<b>'c`");
  });

  it("does not end a table cell", () => {
    expect(codeInTable("a|b")).toBe("`a\\|b`");
  });
});

describe("prose", () => {
  it("escapes what would be markup, and leaves words as they are", () => {
    expect(prose("a *b* [c](d) <e> snake_case ~f~ | `g` &lt;")).toBe(
      "a \\*b\\* \\[c\\](d) \\<e\\> snake_case \\~f\\~ \\| \\`g\\` \\&lt;",
    );
  });

  it("puts links, mentions and issue numbers into code spans", () => {
    expect(prose("see https://x.example/a, @team and #12")).toBe("see `https://x.example/a`, `@team` and `#12`");
  });

  it("does not begin a heading, a list or a quotation", () => {
    expect(prose("# a")).toBe("\\# a");
    expect(prose("- a")).toBe("\\- a");
    expect(prose("> a")).toBe("\\> a");
    expect(prose("1. a")).toBe("1\\. a");
  });
});
