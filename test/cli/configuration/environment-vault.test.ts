import { describe, expect, it } from "vitest";
import { vaultOfMessages } from "../../../src/cli/configuration/environment-vault.ts";

describe("an error message", () => {
  it.each([
    ["HTTPS_PROXY", "http://127.0.0.1:3128"],
    ["https_proxy", "proxy.corp.example:8080"],
    ["NO_PROXY", "127.0.0.1,.corp.example,10.0.0.0/8"],
  ])("keeps the hosts that %s names", (name, value) => {
    const text = `http://127.0.0.1:3129 and ${value}`;
    expect(vaultOfMessages({ [name]: value }).redact(text)).toBe(text);
  });

  it.each([
    ["HTTPS_PROXY", "http://svc:Zq8-correct-horse-41@127.0.0.1:3128", "Zq8-correct-horse-41"],
    ["https_proxy", "http://svc:p%40ss-correct-horse@proxy.corp.example", "p@ss-correct-horse"],
    ["AZURE_OPENAI_API_KEY", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
  ])("never shows the secret in %s", (name, value, secret) => {
    expect(vaultOfMessages({ [name]: value }).redact(`is ${secret}`)).not.toContain(secret);
  });
});
