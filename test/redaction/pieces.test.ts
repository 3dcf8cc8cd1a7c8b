import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { redactText } from "../../src/redaction/text.ts";
import { Vault } from "../../src/redaction/secret.ts";

/** As the platform draws them: of hexadecimal digits, of letters and digits, minted, and a token. */
const KEYS = {
  "a key of hexadecimal digits": "9f86d081884c7d659a2feaa0c55ad015",
  "a key of letters and digits": "4hVb2kQx9LmZr7TdWcYp3NsFgJ6uAe8KoRiXqBtHyDwUv5CzMnPaEjSl0GfIkOx1QJQQJ99BKAC5RqLJX",
  "a minted secret": "ek_68af296e8e408191a1120ab6383263c2",
  "a token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6IkhTMjNiN0RvN1RjYVUxUm9MSHdwSXEyNFZZZyJ9.eyJhdWQi.c2ln",
};

const ENCODINGS: Record<string, (text: string) => string> = {
  "as it is": (text) => text,
  "percent-encoded": (text) => text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64 with more": (text) => Buffer.from(`{"k":"${text}"}`).toString("base64"),
  "in hexadecimal": (text) => Buffer.from(text).toString("hex"),
  "as a list of bytes": (text) => JSON.stringify([...Buffer.from(text)]),
  "in groups of four": (text) => text.replace(/.{4}/g, "$& "),
};

function vaultOf(...secrets: string[]): Vault {
  const vault = new Vault();
  for (const secret of secrets) vault.register(secret, "apikey");
  return vault;
}

describe.each(Object.entries(KEYS))("of %s", (_, key) => {
  it.each(Object.entries(ENCODINGS))("any eight characters, %s, are redacted", (_name, encoded) => {
    const vault = vaultOf(key);
    for (let at = 0; at + 8 <= key.length; at++) {
      const text = `the key ~${encoded(key.slice(at, at + 8))}~ is wrong`;
      expect(redactText(text, vault), `at ${at}`).toContain("REDACTED-apikey-1");
    }
  });

  it("seven characters stay: a service may say how a key begins and ends", () => {
    const hint = `Incorrect API key provided: ${key.slice(0, 7)}********${key.slice(-4)}.`;
    expect(redactText(hint, vaultOf(key))).toBe(hint);
  });
});

describe("of a secret that is made of words", () => {
  const PASSWORD = "transcription-deployment-2025-04-01-preview";

  it("its words and dates stay where they stand in other text", () => {
    const text = "the transcription of deployment d is new in 2025-04-01 and in preview";
    expect(redactText(text, vaultOf(PASSWORD))).toBe(text);
  });

  it("the whole is redacted, and so is what is too long to be a word", () => {
    expect(redactText(`x ${PASSWORD} y`, vaultOf(PASSWORD))).toBe("x REDACTED-apikey-1 y");
    expect(redactText("x cription-deployment-2025 y", vaultOf(PASSWORD))).toBe("x REDACTED-apikey-1 y");
  });
});

describe("a whole report", () => {
  const SAMPLE = readFileSync(new URL("../../reports/samples/embedded.md", import.meta.url), "utf8");

  it("holds no eight characters of a hundred random keys, however it is read", () => {
    // Fixed, so that an accident of one in a million draws cannot make this fail.
    let state = 1;
    const next = (end: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * end);
    };
    const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const vault = new Vault();
    for (let key = 0; key < 100; key++) {
      const base = key % 2 === 0 ? 16 : 62;
      vault.register(Array.from({ length: 32 }, () => digits[next(base)]).join(""), "apikey");
    }
    expect(vault.scan(SAMPLE)).toEqual([]);
    expect(vault.redact(SAMPLE.slice(0, 20_000))).toBe(SAMPLE.slice(0, 20_000));
  });
});
