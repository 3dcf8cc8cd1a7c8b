import { describe, expect, it } from "vitest";
import type { OriginRelation, Redirect } from "../../src/model/recording.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { parseLocation } from "../../src/wire/location.ts";
import { KEY } from "../support/wire-question.ts";

const REQUEST = "wss://r.openai.azure.com/openai/v1/realtime?intent=transcription&deployment=dep";

const RELATIONS: { location: string | null; relation: OriginRelation; at?: string; to?: string }[] = [
  { location: "/v1/realtime", relation: "same-origin", to: "wss://r.openai.azure.com/v1/realtime" },
  { location: "realtime/", relation: "same-origin", to: "wss://r.openai.azure.com/openai/v1/realtime/" },
  { location: "./../v2/realtime", relation: "same-origin", to: "wss://r.openai.azure.com/openai/v2/realtime" },
  { location: "?model=dep", relation: "same-origin", to: "wss://r.openai.azure.com/openai/v1/realtime?model=dep" },
  { location: "#f", relation: "same-origin", to: REQUEST },
  { location: "", relation: "same-origin", to: REQUEST },
  { location: "https://r.openai.azure.com/v1", relation: "same-origin", to: "wss://r.openai.azure.com/v1" },
  { location: "wss://r.openai.azure.com/v1", relation: "same-origin" },
  { location: "https://r.openai.azure.com:443/v1", relation: "same-origin" },
  { location: "HTTPS://R.OpenAI.Azure.COM/v1", relation: "same-origin" },
  { location: "https://ⓡ.openai.azure.com/v1", relation: "same-origin" },
  { location: "https://r.openai。azure.com/v1", relation: "same-origin" },
  { location: "https://r.openai.azure.com./v1", relation: "cross-origin" },
  { location: "https://r.openai.azure.com:8443/v1", relation: "same-host-other-port" },
  { location: "http://r.openai.azure.com/v1", relation: "downgrade" },
  { location: "ws://r.openai.azure.com/v1", relation: "downgrade" },
  { location: "http://r.openai.azure.com:443/v1", relation: "downgrade" },
  { location: "https://r2.openai.azure.com/v1", relation: "cross-origin" },
  { location: "https://r.cognitiveservices.azure.com/v1", relation: "cross-origin" },
  { location: "https://evil.r.openai.azure.com/v1", relation: "cross-origin" },
  { location: "https://r.openai.azure.com.evil.example/v1", relation: "cross-origin" },
  { location: "https://r.openai.azure.com%2eevil.example/v1", relation: "cross-origin" },
  { location: "//evil.example/x", relation: "cross-origin" },
  { location: "///evil.example", relation: "cross-origin" },
  { location: "\\\\evil.example/x", relation: "cross-origin" },
  { location: "/\\evil.example/x", relation: "cross-origin" },
  { location: "\thttps://evil.example/", relation: "cross-origin" },
  { location: "ht\ntps://evil.example/", relation: "cross-origin" },
  { location: "https://r.openai.azure.com@evil.example/x", relation: "userinfo" },
  { location: "https://user:pass@r.openai.azure.com/x", relation: "userinfo" },
  { location: "//user@r.openai.azure.com/x", relation: "userinfo" },
  { location: "file:///etc/passwd", relation: "bad-scheme" },
  { location: "javascript:alert(1)", relation: "bad-scheme" },
  { location: "data:text/plain,x", relation: "bad-scheme" },
  { location: "ftp://r.openai.azure.com/", relation: "bad-scheme" },
  { location: "unix:/var/run/x.sock", relation: "bad-scheme" },
  { location: "ws+unix:/var/run/x.sock", relation: "bad-scheme" },
  { location: "about:blank", relation: "bad-scheme" },
  { location: "https://", relation: "malformed" },
  { location: "https://[::1/x", relation: "malformed" },
  { location: "https://r.openai.azure.com:99999/", relation: "malformed" },
  { location: null, relation: "missing" },
  { location: "http://127.0.0.1:9/x", relation: "same-origin", at: "ws://127.0.0.1:9/a" },
  { location: "http://0x7f000001:9/x", relation: "same-origin", at: "ws://127.0.0.1:9/a" },
  { location: "http://2130706433:9/x", relation: "same-origin", at: "ws://127.0.0.1:9/a" },
  { location: "http://[::ffff:127.0.0.1]:9/x", relation: "cross-origin", at: "ws://127.0.0.1:9/a" },
  { location: "http://169.254.169.254/latest", relation: "cross-origin", at: "ws://127.0.0.1:9/a" },
  { location: "https://127.0.0.1:9/x", relation: "same-host-other-port", at: "ws://127.0.0.1:9/a" },
];

/** As a header arrives: its bytes read as latin1. */
function received(text: string | null): string | null {
  return text === null ? null : Buffer.from(text, "utf8").toString("latin1");
}

function parse(location: string | null, at = REQUEST, vault = new Vault()) {
  return parseLocation(received(location), new URL(at), null, vault);
}

describe("a Location", () => {
  it.each(RELATIONS)("$location is $relation", ({ location, relation, at, to }) => {
    const { redirect, next } = parse(location, at);
    expect(redirect.relation).toBe(relation);
    if (to !== undefined) expect(next?.clean?.href).toBe(to);
    if (["bad-scheme", "malformed", "missing"].includes(relation)) expect(next).toBeNull();
  });

  it("keeps the transport of the request", () => {
    expect(parse("https://r.openai.azure.com/v1").next?.clean?.protocol).toBe("wss:");
    expect(parse("wss://r.openai.azure.com/v1", "https://r.openai.azure.com/a").next?.clean?.protocol).toBe("https:");
  });

  it("shows the segments and names that it dropped and added", () => {
    expect(parse("/v1/realtime?intent=transcription&api-key=0123456789").redirect).toMatchObject({
      segmentsDropped: ["openai"],
      segmentsAdded: [],
      queryAdded: ["api-key"],
      queryDropped: ["deployment"],
    } satisfies Partial<Redirect>);
  });

  it("that is no URL is recorded by its length alone", () => {
    const { redirect } = parse(`https://[${KEY}`);
    expect(redirect.location).not.toContain(KEY.slice(0, 8));
    expect(redirect.location).toContain("characters");
  });

  it("shows no value of userinfo", () => {
    const { redirect } = parse("https://user:pass-word@r.openai.azure.com/x");
    expect(redirect.location).not.toMatch(/pass-word|user:/);
  });

  const NAMES = [
    "api-key",
    "API-KEY",
    "api%2Dkey",
    "subscription-key",
    "Authorization",
    "access_token",
    "code",
    "sig",
    "token",
    "key",
  ];

  it.each(NAMES)("carries a credential under %s, and is the same as was sent", (name) => {
    const vault = new Vault();
    const sent = vault.register(KEY, "apikey");
    const value = `/v1/realtime?intent=x&${name}=${encodeURIComponent(KEY)}`;
    const { redirect, next } = parseLocation(received(value), new URL(REQUEST), sent, vault);
    expect(redirect.credential).toEqual({ name: decodeURIComponent(name), label: sent.label, sameAsSent: true });
    expect(redirect.location).toBe(`/v1/realtime?intent=x&${name}=${sent.label}`);
    expect(next?.clean?.search).toBe("?intent=x");
    expect(`${JSON.stringify(next?.asGiven)}${next?.asGiven}`).not.toContain(encodeURIComponent(KEY));
  });

  it("carries a credential of somebody else, which is masked", () => {
    const vault = new Vault();
    const sent = vault.register(KEY, "apikey");
    const { redirect } = parseLocation("/v1?api-key=another-key-0123456789", new URL(REQUEST), sent, vault);
    expect(redirect.credential).toEqual({ name: "api-key", label: "REDACTED", sameAsSent: false });
  });

  it("of 64 KiB is recorded without a fault", () => {
    expect(parse(`/${"a".repeat(65_536)}`).redirect.relation).toBe("same-origin");
  });
});
