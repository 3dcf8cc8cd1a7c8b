import { describe, expect, it } from "vitest";
import { redactText } from "../../src/wire/redaction.ts";
import { Vault } from "../../src/wire/secret.ts";
import { freshCanaries } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";

/** What cannot be read back any more, it is true, is found as it stands, and as escapes hide it; not backwards. */
const LOST = new Set(["reversed < in base64 of one case"]);

let tried = 0;

describe("a key in a disguise within another", () => {
  it.each(Object.keys(DISGUISES))("%s leaves nothing of it, whatever the inner one is", (outer) => {
    const leaking: string[] = [];
    for (const [inner, disguise] of Object.entries(DISGUISES)) {
      if (LOST.has(`${outer} < ${inner}`)) continue;
      const { S1: key } = freshCanaries();
      const vault = new Vault();
      vault.register(key, "apikey");
      const shown = redactText(`text ${DISGUISES[outer]?.(disguise(key))} text`, vault);
      if (leaksIn(new Map([["shown", shown]]), new Map([["S1", key]])).length > 0) leaking.push(inner);
      tried += 1;
    }
    expect(leaking).toEqual([]);
  });

  it("was tried with every two", () => {
    const count = Object.keys(DISGUISES).length;
    expect(tried).toBe(count * count - LOST.size);
    console.log(`disguises: ${tried} of one within another, 0 leaks`);
  });
});
