import { describe, expect, it } from "vitest";
import { addHostAliases } from "../../../src/cli/configuration/host-aliases.ts";
import { resolveTargets } from "../../../src/cli/configuration/targets.ts";
import { Vault } from "../../../src/redaction/secret.ts";

const KEY = "0123456789abcdef0123456789abcdef";

function found(endpoint: string, more: Record<string, string> = { AZURE_OPENAI_API_KEY: KEY }) {
  const variables: Record<string, string> = { AZURE_OPENAI_ENDPOINT: endpoint, ...more };
  return resolveTargets({
    flags: { deployment: ["d=chat"], "trust-origin": [] },
    file: null,
    environment: { get: (name) => variables[name] },
    roleOf: () => "chat",
    vault: new Vault(),
  });
}

describe("--hosts all", () => {
  it.each([
    [
      "https://r.openai.azure.com",
      {
        r: "https://r.openai.azure.com",
        "r-cognitiveservices": "https://r.cognitiveservices.azure.com",
        "r-services-ai": "https://r.services.ai.azure.com",
      },
    ],
    [
      "https://r.services.ai.azure.com:8443",
      {
        r: "https://r.services.ai.azure.com:8443",
        "r-openai": "https://r.openai.azure.com:8443",
        "r-cognitiveservices": "https://r.cognitiveservices.azure.com:8443",
      },
    ],
    [
      "https://r.openai.azure.us",
      {
        r: "https://r.openai.azure.us",
        "r-cognitiveservices": "https://r.cognitiveservices.azure.us",
        "r-services-ai": "https://r.services.ai.azure.us",
      },
    ],
    [
      "https://r.cognitiveservices.azure.cn",
      {
        r: "https://r.cognitiveservices.azure.cn",
        "r-openai": "https://r.openai.azure.cn",
        "r-services-ai": "https://r.services.ai.azure.cn",
      },
    ],
    ["https://gw.contoso.com", { gw: "https://gw.contoso.com" }],
    ["https://r.openai.azure.com.evil.example", { r: "https://r.openai.azure.com.evil.example" }],
    ["http://127.0.0.1:8080", { loopback: "http://127.0.0.1:8080" }],
  ])("of %s tests its names in the same cloud", (endpoint, expected) => {
    const { targets } = addHostAliases(found(endpoint));
    expect(Object.fromEntries(targets.map((target) => [target.name, target.endpoint]))).toEqual(expected);
  });

  it("gives each name the credential of the resource and says so, and lets none of them decide the exit code", () => {
    const { targets, credentials, recipients } = addHostAliases(found("https://r.openai.azure.com"));
    expect(new Set(credentials.values()).size).toBe(1);
    expect([...credentials.keys()]).toEqual(["r", "r-cognitiveservices", "r-services-ai"]);
    expect(recipients.map(({ origins }) => origins)).toEqual([
      ["https://r.openai.azure.com", "https://r.services.ai.azure.com"],
      ["https://r.cognitiveservices.azure.com"],
      ["https://r.services.ai.azure.com"],
    ]);
    expect(targets.map(({ optional, aliasOf }) => [optional, aliasOf])).toEqual([
      [undefined, undefined],
      [true, "r"],
      [true, "r"],
    ]);
  });

  it("leaves out every name of a resource without a credential", () => {
    const { leftOut, recipients } = addHostAliases(found("https://r.openai.azure.com", {}));
    expect(leftOut).toEqual(["r", "r-cognitiveservices", "r-services-ai"]);
    expect(recipients).toEqual([]);
  });

  it("adds the hosts of WebRTC and Voice Live that the target does not name", () => {
    const named = found("https://r.openai.azure.com");
    const [first] = named.targets;
    if (first === undefined) throw new Error("no target");
    const hostsIn = (region: string, hosts = {}) =>
      addHostAliases({ ...named, targets: [{ ...first, region, hosts }] }).targets.map((target) => target.hosts);
    const voiceLive = "https://r.services.ai.azure.com";
    expect(hostsIn("Sweden Central")).toEqual([
      { "voice-live": voiceLive, webrtc: "https://swedencentral.realtimeapi-preview.ai.azure.com" },
      {},
      {},
    ]);
    expect(hostsIn("France Central")[0]).toEqual({ "voice-live": voiceLive });
    expect(hostsIn("East US 2", { webrtc: "https://own.example" })[0]?.webrtc).toBe("https://own.example");
  });

  it("tests a name once that is a target itself, and refuses a name that another target has", () => {
    const named = found("https://r.openai.azure.com");
    const [first] = named.targets;
    if (first === undefined) throw new Error("no target");
    const other = { ...first, name: "foundry", endpoint: "https://r.services.ai.azure.com" };
    const names = addHostAliases({ ...named, targets: [first, other] }).targets.map(({ name }) => name);
    expect(names).toEqual(["r", "r-cognitiveservices", "foundry", "foundry-cognitiveservices"]);
    const taken = { ...first, name: "r-services-ai", endpoint: "https://x.example" };
    expect(() => addHostAliases({ ...named, targets: [first, taken] })).toThrow("--hosts: r-services-ai is the name");
  });
});
