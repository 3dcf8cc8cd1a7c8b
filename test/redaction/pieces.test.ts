import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";

/** As the platform draws them, and how many characters of one are too many to be shown. */
const KEYS: Record<string, { key: string; least: number }> = {
  "a key of letters and digits": {
    key: "4hVb2kQx9LmZr7TdWcYp3NsFgJ6uAe8KoRiXqBtHyDwUv5CzMnPaEjSl0GfIkOx1QJQQJ99BKAC5RqLJX",
    least: 8,
  },
  "a token": {
    key: "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6IkhTMjNiN0RvN1RjYVUxUm9MSHdwSXEyNFZZZyJ9.eyJhdWQi.c2ln",
    least: 8,
  },
  "a key of hexadecimal digits": { key: "9f86d081884c7d659a2feaa0c55ad015", least: 13 },
  "a minted secret": { key: "ek_68af296e8e408191a1120ab6383263c2", least: 13 },
};

const FORMS: Record<string, (text: string) => string> = {
  "as it is": (text) => text,
  "percent-encoded": (text) => text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  "in JSON escapes": (text) => text.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
  "in hexadecimal": (text) => Buffer.from(text).toString("hex"),
  "broken by <wbr>": (text) => text.replace(/.{5}/g, "$&<wbr>"),
};

function vaultOf(...secrets: string[]): Vault {
  const vault = new Vault();
  for (const secret of secrets) vault.register(secret, "apikey");
  return vault;
}

describe.each(Object.entries(KEYS))("a piece of %s", (_, { key, least }) => {
  it.each(Object.entries(FORMS))("is masked, %s, at every place of the key", (_name, written) => {
    const vault = vaultOf(key);
    for (let at = 0; at + least <= key.length; at++) {
      const text = `the key ~${written(key.slice(at, at + least))}~ is wrong`;
      expect(redactText(text, vault), `at ${at}`).toContain("REDACTED-apikey-1");
    }
  });

  it.each([0, 1, 2])("is masked in base64 that begins %i bytes earlier, from three characters more on", (before) => {
    const vault = vaultOf(key);
    for (let at = 0; at + least + 3 <= key.length; at++) {
      const text = Buffer.from("#".repeat(before) + key.slice(at, at + least + 3)).toString("base64");
      expect(redactText(`the key ~${text}~ is wrong`, vault), `at ${at}`).toContain("REDACTED-apikey-1");
    }
  });

  it("is masked at a cut, and across two frames", () => {
    const vault = vaultOf(key);
    for (let at = least; at + least <= key.length; at++) {
      const [first, second] = [key.slice(0, at), key.slice(at)].map((part) => redactText(`{"delta":"${part}"}`, vault));
      expect([first, second]).toEqual(['{"delta":"REDACTED-apikey-1"}', '{"delta":"REDACTED-apikey-1"}']);
    }
  });

  it("of seven characters stays: a service may say how a key begins and ends", () => {
    const hint = `Incorrect API key provided: ${key.slice(0, 7)}********${key.slice(-4)}.`;
    expect(redactText(hint, vaultOf(key))).toBe(hint);
  });
});

describe("a piece of a secret that is made of words", () => {
  const PASSWORD = "transcription-deployment-2025-04-01-preview";

  it("stays in other text if it is a word or a date", () => {
    const text = "the transcription of deployment d is new in 2025-04-01 and in preview";
    expect(redactText(text, vaultOf(PASSWORD))).toBe(text);
  });

  it("is masked if it is too long to be one", () => {
    expect(redactText(`x ${PASSWORD} y`, vaultOf(PASSWORD))).toBe("x REDACTED-apikey-1 y");
    expect(redactText("x cription-deployment-2025 y", vaultOf(PASSWORD))).toBe("x REDACTED-apikey-1 y");
  });
});

describe("chance", () => {
  /** Ids as the service writes them: hexadecimal, and of letters and digits. */
  const IDS = Array.from({ length: 20_000 }, (_, n) => {
    const hexadecimal = randomBytes(16).toString("hex");
    const uuid = hexadecimal.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    return n % 2 === 0 ? uuid : `item_${randomBytes(15).toString("base64url").replace(/[-_]/g, "0")}`;
  });

  it("does not make a piece of one of 5,000 minted secrets out of 20,000 random ids", () => {
    const vault = new Vault();
    for (let n = 0; n < 5_000; n++) vault.register(`ek_${randomBytes(16).toString("hex")}`, "ephemeral");
    expect(vault.scan(IDS.join("\n"))).toEqual([]);
    expect(redactText(JSON.stringify(IDS), vault)).toBe(JSON.stringify(IDS));
  });

  it("does not make one of 5,000 keys of letters and digits out of them either", () => {
    const vault = new Vault();
    for (let n = 0; n < 5_000; n++) vault.register(randomBytes(30).toString("base64url"), "ephemeral");
    expect(vault.scan(IDS.join("\n"))).toEqual([]);
  });

  it("finds every one of 5,000 secrets, whole", () => {
    const secrets = Array.from({ length: 5_000 }, () => `ek_${randomBytes(16).toString("hex")}`);
    const vault = new Vault();
    for (const secret of secrets) vault.register(secret, "ephemeral");
    expect(vault.scan(secrets.join("\n"))).toHaveLength(5_000);
  });
});

describe("a whole report", () => {
  const SAMPLE = readFileSync(new URL("../../reports/samples/embedded.md", import.meta.url), "utf8");

  it("holds no piece of a hundred random keys", () => {
    const vault = new Vault();
    for (let key = 0; key < 100; key++) {
      vault.register(randomBytes(24).toString(key % 2 === 0 ? "hex" : "base64url"), "apikey");
    }
    expect(vault.scan(SAMPLE)).toEqual([]);
    expect(vault.redact(SAMPLE)).toBe(SAMPLE);
  });
});
