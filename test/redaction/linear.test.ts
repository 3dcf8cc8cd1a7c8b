import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/redaction/capture.ts";
import { formsOf } from "../../src/redaction/forms.ts";
import { REDACTION_RULES } from "../../src/redaction/rules.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { cpuTimeOf, growthPerDoubling, LINEAR_LIMIT, repeatTo, repeatToSizes } from "../support/growth.ts";

const KEY = "k3y/with+plus==and-84-characters-Jx7Q99-abcdEfghij";
const HEX_KEY = "9f86d081884c7d659a2feaa0c55ad015";

function vault(): Vault {
  const made = new Vault();
  made.register(KEY, "apikey");
  made.register(HEX_KEY, "apikey");
  made.register("svc-proxy", "proxy");
  for (let n = 0; n < 50; n++) made.register(`ek_68af296e8e408191a11${(n * 7919).toString(16)}Zq4`, "ephemeral");
  return made;
}

/** What makes each rule work hardest, repeated. */
const WORST: Record<string, string> = {
  "beginnings of tokens": "eyJ-",
  "beginnings of tokens with a first part": "eyJaaaaaaaaa.",
  "tokens that lack their last part": "eyJaaaaaaaaa.aaaa eyJ",
  "ephemeral shapes": "ek_aaaaaaa ek_",
  "platform keys": "sk-aaaaaaaaaaaaaaa ",
  "annotated keys": `${"a".repeat(52)}JQQJ98`,
  "long words": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "dotted words": "a.a-a_",
  bearers: "Bearer aaaaaaaaaaaaaaa ",
  "bearers with many spaces": "bearer    ",
  schemes: "a://a@",
  "schemes without a host": "abc+def.ghi://",
  "open userinfo": "https://aaaaaaaaaaaaaaa:",
  "names of credentials": "api_key=",
  "names and quotes": 'password="',
  "names and single quotes": "password=' ",
  "names with backslashes": 'secret\\\\\\\\":\\\\\\\\"a',
  "distinct client secrets": "#client_secret=Aa1{n}bcdefghijk&",
  "distinct JSON secrets": '"client_secret":"Aa1{n}bcdefghijk",',
  elements: "<Password>a",
  "open elements": "<Password ",
  fields: '<input name="api_key" value=',
  "fields that are never valued": 'name="api_key" ',
  brackets: "[",
  braces: '{"a":',
  quotes: '"',
  "escaped quotes": '\\"',
  backslashes: "\\",
  "percent signs": "%",
  "percent-encoded percent signs": "%25",
  "percent-encoded key letters": "%6b%33%79",
  references: "&#107;&#x33;",
  "open references": "&#1",
  "named references": "&zwnj;k3y",
  "soft tags": "k<wbr>3<br>y",
  "open tags": "<a",
  "zero-width spaces": "k\u200b3",
  "pieces of a key": "k3y/with+plu k3y/wit",
  "the key itself": KEY,
  "its hexadecimal, nearly": Buffer.from(KEY).toString("hex").slice(0, 15),
  "its base64, nearly": Buffer.from(KEY).toString("base64").slice(0, 8),
  "the minted secrets' common beginning": "ek_68af296e8e408191a11",
  "a proxy's user": "svc-proxy ",
  "session descriptions": "a=crypto:1 AES inline:",
  subprotocols: "openai-insecure-api-key.",
  "gzip in base64": "H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRKi1OLYrPTFGyUjI1UtJRKkvNKwEA",
  spaces: " ",
  "line breaks": "\r\n",
};

const READERS: Record<string, (text: string, known: Vault) => unknown> = {
  "a text": (text, known) => redactText(text, known),
  JSON: (text, known) => redactText(`{"a":"${text}`, known),
  headers: (text, known) =>
    captureHeaders(
      [
        ["Location", text],
        ["Set-Cookie", text],
        ["x", text],
      ],
      known,
    ),
};

/** Checks that no reader takes more than linear time for a repeated unit. */
function expectLinear(unit: string): void {
  const sizes = repeatToSizes(unit, 8);
  const known = vault();
  for (const [reader, read] of Object.entries(READERS)) {
    expect(
      growthPerDoubling((text) => read(text, known), sizes),
      `${reader}: ${unit}`,
    ).toBeLessThan(LINEAR_LIMIT);
  }
}

/** The least CPU ms of three runs: one of them may be disturbed. */
function leastCpuTimeOf(run: () => unknown): number {
  return Math.min(...Array.from({ length: 3 }, () => cpuTimeOf(run)));
}

describe("the time of redaction", () => {
  it.each(Object.entries(WORST))("grows with the length of %s, not with its square", (_, unit) => {
    expectLinear(unit);
  });

  it("grows so for random mixtures of these", () => {
    const units = Object.values(WORST);
    let state = 7;
    const next = (end: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * end);
    };
    for (let mixture = 0; mixture < 8; mixture++) {
      const unit = Array.from({ length: 2 + next(3) }, () => units[next(units.length)]).join("");
      expectLinear(unit);
    }
  });

  it("of a body of 4 MiB is that of what is kept of it", () => {
    const slow: string[] = [];
    for (const [name, unit] of Object.entries(WORST)) {
      const bytes = Buffer.from(repeatTo(unit, 4 * 1024 * 1024));
      // Twenty times the promise of 50 ms: this machine does other things, and the bound catches a different order.
      const read = () => captureBody(bytes, false, [], vault(), 65_536);
      if (cpuTimeOf(read) > 1_000 && leastCpuTimeOf(read) > 1_000) slow.push(name);
    }
    expect(slow).toEqual([]);
  });

  it("of a message of 4 MiB is bounded, whatever its JSON holds", () => {
    const text = JSON.stringify({
      type: "x",
      list: Array.from({ length: 200_000 }, (_, n) => ({ client_secret: `A${n}bcdef` })),
    });
    expect(leastCpuTimeOf(() => captureMessage(text, vault(), 65_536))).toBeLessThan(2_000);
  });

  it("does not depend on the number of secrets", () => {
    const known = new Vault();
    for (let n = 0; n < 5_000; n++) known.register(`ek_${(n * 2654435761).toString(16)}Qx${n}zP${n * 31}`, "ephemeral");
    expect(formsOf(KEY, new Set(REDACTION_RULES)).length).toBeLessThan(12);
    const text = repeatTo("the quick brown fox 4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8 ", 256 * 1024);
    const few = vault();
    few.scan(text);
    const many = leastCpuTimeOf(() => known.scan(text));
    expect(
      many /
        Math.max(
          1,
          leastCpuTimeOf(() => few.scan(text)),
        ),
    ).toBeLessThan(20);
  });
});
