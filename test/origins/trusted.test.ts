import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { resolveTargets } from "../../src/cli/configuration/targets.ts";
import type { VariableReader } from "../../src/cli/configuration/variables.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { followRedirects } from "../../src/run/redirects.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { hopRequest, KEY, wireContext } from "../support/wire-question.ts";

/** Asks an origin that redirects to another, which is trusted or not, and then on to a third or back. */
async function chain(transport: "http" | "ws", trusted: boolean, onward: (own: string, third: string) => string) {
  const third = await rawPeer(say(response("200 OK", [], "{}")));
  const ownUrl = { href: "" };
  const alias = await rawPeer((socket, head) =>
    head.includes("/again")
      ? say(response("404 Not Found", [], "{}"))(socket, head)
      : say(response("302 Found", [`location: ${onward(ownUrl.href, third.url("http").origin)}`]))(socket, head),
  );
  const own = await rawPeer((socket, head) =>
    head.includes("/end")
      ? say(response("404 Not Found", [], "{}"))(socket, head)
      : say(response("307 X", [`location: ${alias.url("http", `/a?api-key=${encodeURIComponent(KEY)}`).href}`]))(
          socket,
          head,
        ),
  );
  ownUrl.href = own.url("http", "").origin;
  const vault = new Vault();
  const secret = vault.register(KEY, "apikey");
  const origins = [own.url("http").origin, ...(trusted ? [alias.url("http").origin] : [])];
  const request = hopRequest(own.url(transport), { vault, credential: { kind: "api-key", secret }, origins });
  const policy = { asGiven: false, clientRequestId: randomUUID, trusted: trusted ? origins : [] };
  const { hops } = await followRedirects(request, wireContext({ vault }), policy);
  const received = { own: [...own.received], alias: [...alias.received], third: [...third.received] };
  await Promise.all([own.close(), alias.close(), third.close()]);
  return { hops, received };
}

describe.each(["http", "ws"] as const)("an origin that the operator trusts, by %s", (transport) => {
  it("is followed to, with the credential in its header and never in its URL", async () => {
    const { hops, received } = await chain(transport, true, () => "/again");
    expect(hops.map(({ status }) => status)).toEqual([307, 302, 404]);
    expect(hops[0]?.redirect).toMatchObject({ relation: "same-host-other-port", followed: true, notFollowed: null });
    for (const request of received.alias) expect(request).toMatch(/\r\napi-key: /i);
    expect(received.alias[0]?.split("\r\n")[0]).toBe("GET /a HTTP/1.1");
    expect(received.third).toEqual([]);
  });

  it("does not make a third one trusted", async () => {
    const { hops, received } = await chain(transport, true, (_, third) => `${third}/x`);
    expect(hops.map((hop) => hop.redirect?.notFollowed)).toEqual([null, "other-origin"]);
    expect(received.third).toEqual([]);
  });

  it("may lead back", async () => {
    const { hops } = await chain(transport, true, (own) => `${own}/end`);
    expect(hops.map(({ status }) => status)).toEqual([307, 302, 404]);
  });

  it("is asked nothing where it is not named", async () => {
    const { hops, received } = await chain(transport, false, () => "/again");
    expect(hops.map((hop) => hop.redirect?.notFollowed)).toEqual(["other-origin"]);
    expect(received.alias).toEqual([]);
  });
});

const ENVIRONMENT: VariableReader = { get: (name) => (name === "AZURE_OPENAI_API_KEY" ? KEY : undefined) };

function targetOf(endpoint: string, trust: string[]) {
  const flags = { endpoint, deployment: ["d=conversation"], probe: [], skip: [], "trust-origin": trust };
  const { targets } = resolveTargets({
    flags,
    file: null,
    environment: ENVIRONMENT,
    roleOf: () => "unknown",
    vault: new Vault(),
  });
  return targets[0];
}

describe("--trust-origin", () => {
  const OWN = "https://r.openai.azure.com";

  it("may be given again and again, and is nobody's without it: no alias is inferred from a name", () => {
    const aliases = ["https://r.cognitiveservices.azure.com/", "https://r.services.ai.azure.com"];
    expect(targetOf(OWN, aliases)?.trusted).toEqual([
      "https://r.cognitiveservices.azure.com",
      "https://r.services.ai.azure.com",
    ]);
    expect(targetOf(OWN, [])?.trusted).toBeUndefined();
  });

  it.each([
    "http://r.example.com",
    "r.example.com",
    "https://r.example.com/path",
    "https://me:pw@r.example.com",
    "https://r.example.com?api-key=x",
  ])("refuses %s", (origin) => {
    expect(() => targetOf(OWN, [origin])).toThrow(/^--trust-origin: /);
  });
});
