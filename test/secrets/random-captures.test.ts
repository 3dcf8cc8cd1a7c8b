import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/redaction/capture.ts";
import { type Secret, Vault } from "../../src/redaction/secret.ts";
import { redactUrl } from "../../src/redaction/url.ts";
import { parseLocation } from "../../src/wire/location.ts";
import { type Canaries, freshCanaries, KNOWN, SEED } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { RUNS } from "./runs.ts";
import { leaksIn } from "./search.ts";

/*
 * What whole runs seldom draw: several secrets in disguises side by side, between the marks at which a text is taken
 * apart, in one header, URL, body or event.
 */

const REQUEST = new URL("https://r.openai.azure.com/openai/v1/realtime?deployment=d");
const JOINTS = ["", " ", "&", "=", "/", ",", ";", '"', "#", "?", "<b>", "%20", "@", "&sig="];

/** Texts a peer has made of secrets; `joined` is all of them side by side. */
interface Texts {
  first: string;
  second: string;
  joined: string;
}

/** What one header can hold of a text. */
const line = (text: string) =>
  text.replace(/[\\=]?[\r\n]+|\0/g, "").replace(/[^\x20-\x7e]/g, (c) => Buffer.from(c).toString("latin1"));

const location = (value: string, vault: Vault, sent: Secret) => {
  const { redirect, next } = parseLocation(value, REQUEST, sent, vault);
  const captured = captureHeaders([["Location", value]], vault);
  return [captured, redirect, next?.clean?.href ?? null, String(next?.asGiven ?? ""), redactUrl(value, vault)];
};
const body = (text: string, vault: Vault, cut = false) => captureBody(Buffer.from(text), cut, [], vault, 65_536).body;

/** Where they are put, and captured. */
const CAPTURES: Record<string, (texts: Texts, vault: Vault, sent: Secret) => unknown> = {
  "a Location's path": ({ joined }, vault, sent) => location(line(`/moved/${joined}/x`), vault, sent),
  "a Location's query": ({ first, joined }, vault, sent) =>
    location(line(`/moved?a=1&zz=${joined}&model=${first}`), vault, sent),
  "a Location's fragment": ({ joined }, vault, sent) => location(line(`//h.example/#a=b&${joined}`), vault, sent),
  "a Location's userinfo": ({ first, second }, vault, sent) =>
    location(line(`https://me:${first}@${second}@x.example/`), vault, sent),
  "headers of every kind": ({ first, second, joined }, vault) =>
    captureHeaders(
      [
        [`x-${line(first)}`, "1"],
        ["x-echo", line(joined)],
        ["Set-Cookie", `a=${line(joined)}; Path=/`],
        ["Link", `</x?y=${line(second)}>; rel=next`],
        ["api-key", line(first)],
      ],
      vault,
    ),
  "a body of JSON": ({ first, second, joined }, vault) =>
    body(JSON.stringify({ error: { message: `no ${joined}`, [first]: [[second]] }, password: second }), vault),
  "a page of HTML": ({ joined }, vault) => body(`<html>${joined}</html>`, vault),
  "a body that is cut off": ({ first, joined }, vault) => {
    const text = Buffer.from(`${joined} ${first}`);
    return body(text.subarray(0, text.length - (text.length % 7)).toString(), vault, true);
  },
  "an event": ({ first, second, joined }, vault) =>
    captureMessage(JSON.stringify({ type: "error", a: joined, [first]: [{ b: second }] }), vault, 65_536),
};

const textOf = fc.tuple(fc.constantFrom(...KNOWN), fc.constantFrom(...Object.keys(DISGUISES)));
const trial = fc.record({
  place: fc.constantFrom(...Object.keys(CAPTURES)),
  texts: fc.tuple(textOf, textOf, textOf),
  joints: fc.tuple(fc.constantFrom(...JOINTS), fc.constantFrom(...JOINTS)),
});

function textsOf(chosen: [keyof Canaries, string][], joints: string[], secrets: Canaries): Texts {
  const [first = "", second = "", third = ""] = chosen.map(([kind, disguise]) => DISGUISES[disguise]?.(secrets[kind]));
  return { first, second, joined: `${first}${joints[0]}${second}${joints[1]}${third}` };
}

describe("what is captured", () => {
  it("holds nothing of the secrets that stand in it side by side, and nothing for the last net", {
    timeout: 600_000,
  }, () => {
    const runs = RUNS / 2;
    fc.assert(
      fc.property(trial, ({ place, texts, joints }) => {
        const secrets = freshCanaries();
        const vault = new Vault();
        const sent = vault.register(secrets.S1, "apikey");
        for (const kind of KNOWN) vault.register(secrets[kind], "unknown");
        const captured = CAPTURES[place]?.(textsOf(texts, joints, secrets), vault, sent);
        const shown = JSON.stringify(captured);
        const known = new Map(KNOWN.map((kind) => [kind, secrets[kind]]));
        expect(leaksIn(new Map([[place, shown]]), known)).toEqual([]);
        expect(vault.scan(shown)).toEqual([]);
      }),
      { numRuns: runs, seed: SEED, endOnFailure: true },
    );
    console.log(`secrets: ${runs} random captures of three secrets each, 0 leaks (seed ${SEED})`);
  });
});
