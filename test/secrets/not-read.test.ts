import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { freshCanaries } from "./canaries.ts";
import { NOT_READ } from "./disguises.ts";

const SECURITY = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8").replace(/\s+/g, " ");

describe("a form of a secret that is not read", () => {
  it.each(Object.entries(NOT_READ))("is listed in SECURITY.md, and really is not read: %s", (name, write) => {
    const { S2: secret } = freshCanaries();
    const vault = new Vault();
    vault.register(secret, "apikey");
    const text = `text ${write(secret)} text`;
    expect(redactText(text, vault)).toContain(write(secret).slice(0, 7));
    expect(SECURITY).toContain(name);
  });

  it("is known", () => {
    console.log(`not read: ${Object.keys(NOT_READ).join(", ")}`);
  });
});
