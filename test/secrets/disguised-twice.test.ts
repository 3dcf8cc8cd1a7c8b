import { describe, expect, it } from "vitest";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { freshCanaries } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";

/** Escapes of one layer: what they hide may hold two more. */
const ESCAPES = [
  "percent-encoded",
  "percent-encoded in lower case",
  "percent-encoded in every byte",
  "in JSON escapes",
  "in character references",
  "in hexadecimal references of capitals",
  "with zero-width spaces",
  "broken by <wbr>",
] as const;

let tried = 0;

describe("a key in one form within an escape", () => {
  it.each(ESCAPES)("%s leaves nothing of it", (outer) => {
    const leaking: string[] = [];
    for (const [inner, disguise] of Object.entries(DISGUISES)) {
      const { S1: key } = freshCanaries();
      const vault = new Vault();
      vault.register(key, "apikey");
      const shown = redactText(`text ${DISGUISES[outer]?.(disguise(key))} text`, vault);
      if (leaksIn(new Map([["shown", shown]]), new Map([["S1", key]])).length > 0) leaking.push(inner);
      tried += 1;
    }
    expect(leaking).toEqual([]);
  });

  it("was tried with every form", () => {
    expect(tried).toBe(ESCAPES.length * Object.keys(DISGUISES).length);
    console.log(`forms: ${tried} within an escape, 0 leaks`);
  });
});
