import { describe, expect, it } from "vitest";
import { countWords, findFaults, findTitleFaults, findWordFaults, formatFaults, splitSentences } from "./rules.ts";

const words = (count: number) => `${Array.from({ length: count }, () => "word").join(" ")}.`;
const rules = (text: string) => findFaults(text).map(({ rule }) => rule);

describe("splitSentences", () => {
  it.each([
    ["a full stop before a space ends a sentence", "One. Two? Three!", ["One.", "Two?", "Three!"]],
    ["an abbreviation ends none", "Use a delay, e.g. 200ms, here.", ["Use a delay, e.g. 200ms, here."]],
    ["a version or a file name ends none", "Node 20.19 reads a.yaml first.", ["Node 20.19 reads a.yaml first."]],
    ["a code span is one word", "Set `a. b. c` now.", ["Set CODE now."]],
    ["a fenced block is no sentence", "Run this:\n\n```sh\nfirst. second.\n```\n\nDone.", ["Run this:", "Done."]],
    ["a URL is one word", "Read https://example.com/a.b?c=d. Then go.", ["Read URL.", "Then go."]],
    ["a link keeps its text", "See [the page](docs/a.md).", ["See [the page]."]],
    ["a quotation is one word", "It says “No. Never. Stop.” here.", ["It says QUOTATION here."]],
    [
      "list items are sentences",
      "Choose:\n- the one\n- the other\n1. first",
      ["Choose:", "the one", "the other", "first"],
    ],
    ["a heading and a paragraph are two", "# Title\nText here.\n\nMore.", ["Title", "Text here.", "More."]],
    ["table cells are sentences", "| a b | c. d |\n|---|---|", ["a b", "c.", "d"]],
    ["a wrapped line goes on", "This goes\non here.", ["This goes on here."]],
  ])("knows that %s", (_, text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });
});

describe("findFaults", () => {
  it("accepts a sentence of 25 words and rejects one of 26", () => {
    expect(rules(words(25))).toEqual([]);
    expect(rules(words(26))).toEqual(["sentence of 26 words"]);
  });

  it("counts a dash or an arrow as no word", () => {
    expect(countWords("one - two → three")).toBe(3);
  });

  it.each(["lest", "gravest", "stands", "beside", "behind", "anew", "told", "asked of", "so many", "whatever"])(
    "rejects “%s”",
    (word) => {
      expect(rules(`The service ${word.toUpperCase()} it.`)).toEqual([`word “${word}”`]);
    },
  );

  it.each(["meanwhile", "lack of", "thereof"])("rejects “%s” across a line break", (word) => {
    expect(rules(`The ${word.replace(" ", "\n")} key.`)).toEqual([`word “${word}”`]);
  });

  it("does not find a forbidden word within another word, in code, in a URL or in a quotation", () => {
    expect(rules("An understanding of `told`, https://a.example/where and “whatever”.")).toEqual([]);
  });

  it("accepts “where” for places only", () => {
    expect(rules("Open the page where the key is shown, and see where to find it.")).toEqual([]);
    expect(rules("This is null where there is none.")).toEqual(["word “where”"]);
  });

  it("rejects a semicolon in running text, and accepts it in a comment", () => {
    expect(rules("It works; it stops.")).toEqual(["semicolon"]);
    expect(findWordFaults("It works; it stops.")).toEqual([]);
    expect(rules("Run `a; b` twice.")).toEqual([]);
  });
});

describe("findTitleFaults", () => {
  it("accepts 70 characters and rejects 71", () => {
    expect(findTitleFaults("x".repeat(70))).toEqual([]);
    expect(findTitleFaults("x".repeat(71)).map(({ rule }) => rule)).toEqual(["title of 71 characters"]);
  });
});

describe("formatFaults", () => {
  it("names the place, the rule and the sentence", () => {
    expect(formatFaults(findFaults("Go; stop."), "README.md")).toEqual(["README.md: semicolon: Go; stop."]);
  });
});
