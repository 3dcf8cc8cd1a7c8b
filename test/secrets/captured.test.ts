import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage, captureOwn } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { redactUrl } from "../../src/redaction/url.ts";
import { parseLocation } from "../../src/wire/location.ts";

const KEY = "k3y/with+plus==and-84-characters-Jx7Q99-abcdEfghij";
const REQUEST = new URL("https://r.openai.azure.com/openai/realtime?deployment=d");

function signed() {
  const vault = new Vault();
  return { vault, sent: vault.register(KEY, "apikey") };
}

const body = (text: string, more = false) => captureBody(Buffer.from(text), more, [], new Vault(), 65_536).body;

describe("a key in a Location", () => {
  it("with slashes in it is redacted in the path before the path is split", () => {
    const { vault, sent } = signed();
    const { redirect, next } = parseLocation(`/${KEY}/realtime`, REQUEST, sent, vault);
    expect(redirect.segmentsAdded).toEqual(["REDACTED-apikey-1"]);
    expect(next?.clean).toBeNull();
  });

  it.each([
    ["a raw plus", KEY],
    ["percent-encoded", encodeURIComponent(KEY)],
    ["as a form", new URLSearchParams({ k: KEY }).toString().slice(2)],
    ["behind Bearer", `Bearer%20${encodeURIComponent(KEY)}`],
  ])("%s is recognised as the one that was sent, under any name", (_, value) => {
    for (const name of ["api-key", "API-KEY", "api%2Dkey", "x", "Authorization"]) {
      const { vault, sent } = signed();
      const { redirect, next } = parseLocation(`/v1?a=b&${name}=${value}`, REQUEST, sent, vault);
      expect(redirect.credential).toEqual({ name: decodeURIComponent(name), label: sent.label, sameAsSent: true });
      expect(next?.clean?.href).toBe("https://r.openai.azure.com/v1?a=b");
    }
  });

  it.each([
    "https://user:pa@ssword-very-secret@host/x",
    "//user:pa@ssword-very-secret@host/x",
    "https:\\\\u:ssword-very-secret@host",
  ])("as userinfo is masked up to the last @: %s", (url) => {
    expect(redactUrl(url, new Vault())).not.toContain("ssword-very");
  });
});

describe("a mint's answer", () => {
  it.each([
    ["without expires_at", '{"client_secret":{"value":"abcdefghijklmnop"},"x":1}', false],
    ["cut after the secret", '{"client_secret":{"value":"abcdefghijklmnop","expires_at":1},"x":', true],
    ["cut within the secret", '{"client_secret":{"value":"abcdefghijklm', true],
    ["of the GA shape, cut", '{"value":"abcdefghijklmnop","expires_at":17563', true],
  ])("%s shows no secret", (_, text, more) => {
    expect(JSON.stringify(body(text, more))).not.toContain("abcdefgh");
  });

  it("cut before anything names it is masked where the probe says that a secret stands", () => {
    const { body: captured } = captureBody(Buffer.from('{"value":"abcdefghijkl'), true, ["value"], new Vault(), 65_536);
    expect(captured.text).not.toContain("abcdefgh");
  });
});

describe("what is no secret", () => {
  it("stays everywhere else, although a credential's name holds the same word", () => {
    const vault = new Vault();
    const { event } = captureMessage('{"type":"e","error":{"secret":"disabled"}}', vault, 65_536);
    expect(event).toEqual({ type: "e", error: { secret: "REDACTED" } });
    expect(redactText("key authentication is disabled on this resource", vault)).toContain("is disabled on");
    expect(vault.count()).toBe(0);
  });

  const SURVIVORS = [
    '{"type":"session.update","event_id":"event_1","session":{"id":"sess_Abc123","max_output_tokens":16}}',
    '{"usage":{"total_tokens":12,"input_token_details":{"cached_tokens":0}},"status":"completed"}',
    '{"error":{"code":"OperationNotSupported","type":"invalid_request_error","param":"session.type","message":"The API key is missing; pass it as api-key: in a header"}}',
    '{"id":"item_0123456789abcdef","previous_item_id":"item_fedcba9876543210","key":"value","token":" Hello"}',
    "Access denied due to invalid subscription key or wrong API endpoint.",
    "https://r.openai.azure.com/openai/v1/realtime?api-version=2025-04-01-preview&intent=transcription&model=gpt-4o&deployment=d&call_id=rtc_1",
    "apim-request-id 4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8, x-ms-region France Central, retry-after-ms 1500",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "the bearer of this message, basic authentication is not supported",
    "cookie: none; authorization: required",
  ];

  it.each(SURVIVORS)("stays as it is: %s", (text) => {
    const { vault } = signed();
    expect(body(text).text).toBe(text);
    expect(redactText(text, vault)).toBe(text);
    expect(captureHeaders([["x-text", text]], vault)).toEqual([["x-text", text]]);
  });

  it("is not found in a thousand ids, dates and words by the fragments of many secrets", () => {
    const vault = new Vault();
    for (let n = 0; n < 100; n++) vault.register(`${"0123456789abcdef".slice(n % 16)}${n}-q${n * 7919}Zx`, "unknown");
    const ids = Array.from(
      { length: 1000 },
      (_, n) => `item_${(n * 2654435761) % 4294967296} 2026-11-21T10:${n % 60} transcription`,
    );
    expect(ids.filter((id) => redactText(id, vault) !== id)).toEqual([]);
  });
});

describe("a body that is no text", () => {
  it("is kept by its length alone", () => {
    expect(captureBody(Buffer.from([0xff, 0xfe, 0, 1, 2]), false, [], new Vault(), 65_536).body).toEqual({
      text: null,
      json: null,
      bytes: 5,
      cut: false,
    });
  });

  it("of one byte a character is read so, and one that is cut within a character as far as it goes", () => {
    expect(captureBody(Buffer.from("refusé", "latin1"), false, [], new Vault(), 65_536).body.text).toBe("refusé");
    expect(captureBody(Buffer.from("refusé").subarray(0, -1), true, [], new Vault(), 65_536).body.text).toBe("refus");
  });
});

describe("an event", () => {
  it("of ours is recorded without what is known to be secret", () => {
    const { vault } = signed();
    const event = captureOwn({ type: "session.update", session: { instructions: `say ${KEY}`, audio: "AAAA" } }, vault);
    expect(event).toMatchObject({ session: { instructions: "say REDACTED-apikey-1", audio: { bytes: 3 } } });
  });

  it("of three megabytes is kept in its shape, not in its size", () => {
    const { event } = captureMessage(JSON.stringify({ type: "x", text: "y".repeat(3_000_000) }), new Vault(), 65_536);
    expect(event?.type).toBe("x");
    expect(JSON.stringify(event).length).toBeLessThan(65_536);
  });
});
