import { describe, expect, it } from "vitest";
import { freshCanaries, KINDS } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";

const INNOCENT = JSON.stringify({
  hops: Array.from({ length: 40 }, (_, n) => ({
    id: `4b30c637-e2c5-41f9-8e2c-5d37fa3d22${n}`,
    text: "nothing=here&of%20note",
  })),
});

describe("the search", () => {
  it.each(Object.entries(DISGUISES))("finds every secret that is planted %s", (_, disguise) => {
    for (let run = 0; run < 3; run++) {
      const secrets = new Map(Object.entries(freshCanaries()));
      for (const [kind, secret] of secrets) {
        const planted = new Map([["artefact", `${INNOCENT}"text ${disguise(secret)} text"${INNOCENT}`]]);
        expect(leaksIn(planted, secrets).map((leak) => leak.secret)).toEqual([kind]);
      }
    }
  });

  it("finds nothing where nothing is", () => {
    const artefacts = new Map([["artefact", INNOCENT.repeat(50)]]);
    expect(leaksIn(artefacts, new Map(Object.entries(freshCanaries())))).toEqual([]);
    console.log(
      `search: ${Object.keys(DISGUISES).length} disguises × 3 × ${Object.keys(KINDS).length} planted, all found`,
    );
  });
});
