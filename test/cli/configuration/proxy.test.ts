import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import { readProxies } from "../../../src/cli/configuration/proxy.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { Vault } from "../../../src/redaction/secret.ts";

const environment = (variables: Record<string, string>) => readEnvironment(variables, null, "/nowhere");

function read(variables: Record<string, string>, vault = new Vault()) {
  return readProxies(environment(variables), vault);
}

describe("the proxy variables", () => {
  it("unset mean that every host is asked directly", () => {
    expect(read({})).toEqual({ proxies: { https: null, http: null, except: [] }, notes: [] });
  });

  it("name a proxy", () => {
    const { proxies, notes } = read({ HTTPS_PROXY: "http://proxy.example:8080/" });
    expect(proxies.https).toEqual({ origin: "http://proxy.example:8080", credential: null });
    expect(proxies.http).toBeNull();
    expect(notes).toEqual([]);
  });

  it("take a proxy without a scheme", () => {
    expect(read({ HTTPS_PROXY: "proxy.example:8080" }).proxies.https?.origin).toBe("http://proxy.example:8080");
  });

  it("are read in either case: the lower wins, and a note says so", () => {
    const { proxies, notes } = read({ https_proxy: "http://a.example", HTTPS_PROXY: "http://b.example" });
    expect(proxies.https?.origin).toBe("http://a.example");
    expect(notes[0]).toBe("https_proxy overrides HTTPS_PROXY.");
  });

  it("hold a password that no text shows, decoded or as written", () => {
    const vault = new Vault();
    const { proxies, notes } = read({ HTTPS_PROXY: "http://user:p%40ss%2Fword@proxy.example" }, vault);
    expect(proxies.https).toEqual({ origin: "http://proxy.example", credential: expect.anything() });
    expect(JSON.stringify([proxies, notes])).not.toContain("ss");
    const basic = Buffer.from("user:p@ss/word").toString("base64");
    for (const text of ["p@ss/word", "user:p@ss/word", "p%40ss%2Fword", `Basic ${basic}`])
      expect(vault.redact(text)).not.toMatch(/word|p@ss|p%40ss|dXNlc/);
  });

  it.each([
    ["socks5://proxy.example:1080", "only http:// and https://"],
    ["http://", "not the URL of a proxy"],
    ["http://proxy.example:0", "has no host"],
    ["http://user:%zz-secret@proxy.example", "broken escape"],
  ])("that hold '%s' are refused in one sentence without the value", (value, said) => {
    const refusal = () => read({ HTTPS_PROXY: value });
    expect(refusal).toThrow(UsageError);
    expect(refusal).toThrow(said);
    expect(refusal).not.toThrow("secret");
    expect(refusal).not.toThrow("proxy.example:1080");
  });
});
