import { describe, expect, it } from "vitest";
import { LineCounter, parseDocument } from "yaml";
import { findSyntaxFault } from "../../src/catalog/yaml-syntax.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

function faultOf(text: string): string | null {
  const lines = new LineCounter();
  const fault = findSyntaxFault(parseDocument(text, { lineCounter: lines, prettyErrors: false }), text, lines);
  return fault === null ? null : `${fault.line}:${fault.col} ${fault.text}`;
}

/** The text, the position of its fault, and the beginning of the message. */
const FAULTS: [fact: string, text: string, message: string][] = [
  [
    "an unclosed list",
    `targets: [\n  { name: ${SECRET} }\nscope: all\n`,
    "1:10 the [ that opens here is never closed: add ]",
  ],
  ["an unclosed list at the end", "targets: [a, b\n", "1:10 the [ that opens here is never closed: add ]"],
  ["an unclosed mapping", `a:\n  - { b: c, key: { env: ${SECRET} }\nd: 1\n`, "2:5 the { that opens here is never"],
  ["a list unclosed within a mapping", "steps:\n  - expect: { status: [200 }\n", "2:23 the [ that opens here is never"],
  ["an unclosed double quote", `a: "${SECRET}\nb: 1\n`, '1:4 the " that opens here is never closed: add "'],
  ["an unclosed single quote", `a: '${SECRET}\n`, "1:4 the ' that opens here is never closed: add '"],
  ["two keys on a line", `key: ${SECRET}: b\n`, "1:6 a value contains a second `key:`"],
  ["a line too far in", `a: ${SECRET}\n b: 2\n`, "1:4 a value contains a second `key:`"],
  ["a line not far enough in", "a:\n  - b\n c\n", "3:1 the indentation does not match"],
  ["a tab", "a:\n\t- b\n", "2:1 a tab indents this line"],
  ["a key twice", `a: ${SECRET}\na: 2\n`, "2:1 a mapping has the same key twice"],
  ["a key without its colon", `a: 1\n${SECRET}\nc: 2\n`, "2:1 a key spans two lines, or lacks its `:`"],
  ["a reserved character", `a: @${SECRET}\n`, "1:4 a value begins with a reserved character"],
  ["a closing bracket too many", "a: [1, 2]]\n", "1:10 unexpected text: remove it"],
  ["a scalar's header with more in it", `a: |${SECRET}\n  y\n`, "1:5 unexpected text: remove it"],
  ["a wrong escape", `a: "\\q${SECRET}"\n`, "1:5 an escape (`\\`) is not valid"],
  ["two documents", "---\na: 1\n---\nb: 2\n", "3:1 a second document begins here"],
];

describe("YAML that does not parse", () => {
  it.each(FAULTS)("is shown for %s where it went wrong, with what to do", (_fact, text, said) => {
    expect(faultOf(text)).toContain(said);
    expect(faultOf(text)).toContain(": ");
  });

  it("is never quoted, because the line may contain a secret", () => {
    for (const [, text] of FAULTS) expect(faultOf(text)).not.toContain(SECRET.slice(0, 8));
  });

  it("is not seen if there is none", () => {
    expect(faultOf("a: [1, { b: \"c\" }]\nd: 'e'\n")).toBeNull();
  });
});
