import { describe, expect, it } from "vitest";
import { type Proxies, proxyFor } from "../../src/wire/proxy.ts";
import { isDirect, readProxyRules } from "../../src/wire/proxy-rule.ts";

const asksDirectly = (rules: string, url: string) => isDirect(readProxyRules(rules), new URL(url));

describe("NO_PROXY", () => {
  it.each([
    ["*", "https://r.openai.azure.com"],
    ["r.openai.azure.com", "https://r.openai.azure.com"],
    ["R.OpenAI.Azure.com", "wss://r.openai.azure.com"],
    ["r.openai.azure.com.", "https://r.openai.azure.com"],
    ["azure.com", "https://r.openai.azure.com"],
    [".azure.com", "https://r.openai.azure.com"],
    ["*.azure.com", "https://r.openai.azure.com"],
    ["other.example,azure.com", "https://r.openai.azure.com"],
    ["other.example  azure.com", "https://r.openai.azure.com"],
    ["r.openai.azure.com:443", "wss://r.openai.azure.com"],
    ["127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["10.0.0.0/8", "https://10.20.30.40"],
    ["::1", "http://[::1]:8080"],
    ["[::1]", "http://[::1]:8080"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["0:0:0:0:0:0:0:1", "http://[::1]"],
    ["fd00::/8", "https://[fd12::1]"],
  ])("'%s' passes by the proxy for %s", (rules, url) => {
    expect(asksDirectly(rules, url)).toBe(true);
  });

  it.each([
    ["", "https://r.openai.azure.com"],
    ["zure.com", "https://r.openai.azure.com"],
    ["r.openai.azure.com:8443", "https://r.openai.azure.com"],
    ["0.0.1", "http://127.0.0.1"],
    ["10.0.0.0/8", "https://11.0.0.1"],
    ["10.0.0.0/99", "https://10.0.0.1"],
    ["fd00::/8", "https://10.0.0.1"],
    ["x.r.openai.azure.com", "https://r.openai.azure.com"],
  ])("'%s' does not for %s", (rules, url) => {
    expect(asksDirectly(rules, url)).toBe(false);
  });
});

describe("the proxy of a URL", () => {
  const proxies: Proxies = {
    https: { origin: "http://secure.example:8080", credential: null },
    http: { origin: "http://plain.example:8080", credential: null },
    except: [],
  };

  it("is that of its scheme, a WebSocket's that of the HTTP it begins with", () => {
    const originOf = (url: string) => proxyFor(new URL(url), proxies)?.origin;
    expect(["https://r.example", "wss://r.example", "http://r.example", "ws://r.example"].map(originOf)).toEqual([
      "http://secure.example:8080",
      "http://secure.example:8080",
      "http://plain.example:8080",
      "http://plain.example:8080",
    ]);
  });

  it("is none if none is set", () => {
    expect(proxyFor(new URL("https://r.example"), undefined)).toBeNull();
    expect(proxyFor(new URL("https://r.example"), { ...proxies, https: null })).toBeNull();
  });
});
