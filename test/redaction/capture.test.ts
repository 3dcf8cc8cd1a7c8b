import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage, captureOwn } from "../../src/redaction/capture.ts";
import { reveal, Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { redactUrl } from "../../src/redaction/url.ts";

import { parseLocation } from "../../src/wire/location.ts";
import { event, rawPeer, response, say, sayAndReset, upgrade } from "../support/raw-peer.ts";
import { ask, KEY, listenTo } from "../support/wire-question.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");

function vaultOf(...keys: string[]): Vault {
  const vault = new Vault();
  for (const key of keys.length === 0 ? [KEY] : keys) vault.register(key, "apikey");
  return vault;
}

describe("a registered secret", () => {
  it("shows its label and nothing else, however it is printed", () => {
    const secret = new Vault().register(KEY, "apikey");
    const printed = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ a: [secret] }),
      `${secret}`,
    ];
    for (const text of printed) expect(text).not.toContain(KEY.slice(0, 8));
    expect(String(secret)).toBe("REDACTED-apikey-1");
    expect(reveal(secret)).toBe(KEY);
  });

  it("keeps its label: the same value has the same one, another another", () => {
    const vault = new Vault();
    expect(vault.register(KEY, "apikey")).toBe(vault.register(KEY, "token"));
    expect(String(vault.register("another-key-0123", "apikey"))).toBe("REDACTED-apikey-2");
    expect(vault.count()).toBe(2);
  });

  it("with a line break is refused without its value being said", () => {
    expect(() => new Vault().register(`${KEY}\n`, "apikey")).toThrow(/control character/);
    expect(() => new Vault().register(`${KEY}\n`, "apikey")).not.toThrow(KEY);
  });

  it("that holds another is replaced whole", () => {
    const vault = vaultOf("abcdefgh", "abcdefgh-and-more");
    expect(redactText("x abcdefgh-and-more y abcdefgh z", vault)).toBe("x REDACTED-apikey-2 y REDACTED-apikey-1 z");
  });

  it("is found by a scan of what is about to be written", () => {
    expect(vaultOf().scan(`ab ${KEY}`)).toEqual([{ label: "REDACTED-apikey-1", kind: "apikey", index: 3 }]);
    expect(vaultOf().scan("nothing here")).toEqual([]);
  });
});

describe("a short name or password of a proxy", () => {
  it("is masked if it is a word of its own, escaped or not, and never refused in a report", () => {
    const vault = new Vault();
    vault.register("hunter2", "proxy");
    vault.register("p@ss", "proxy");
    const shown = redactText("password hunter2 of x (p%40ss), not hunter22 or xhunter2", vault);
    expect(shown).toBe("password REDACTED-proxy-1 of x (REDACTED-proxy-2), not hunter22 or xhunter2");
    expect(vault.scan("hunter2")).toEqual([]);
  });

  it("stays if it is a word that the run shows anyway, declared before or after", () => {
    const vault = new Vault();
    vault.register("openai", "proxy");
    vault.declareOpen(() => "https://r.openai.azure.com/openai/v1");
    vault.register("azure", "proxy");
    expect(redactText("https://r.openai.azure.com/openai/v1", vault)).toBe("https://r.openai.azure.com/openai/v1");
  });
});

describe("a secret that the probe keeps", () => {
  it("is registered at the place a probe names before anything is captured", () => {
    const { body, secrets } = captureBody(
      Buffer.from('{"a":{"b":"m7Yow2Nse9Cr4eT5"}}'),
      false,
      ["a.b"],
      new Vault(),
      10_000,
    );
    expect(body.json).toEqual({ a: { b: "REDACTED-ephemeral-1" } });
    expect(String(secrets["a.b"])).toBe("REDACTED-ephemeral-1");
  });
});

describe("a URL", () => {
  it("names of a query stay, values of unknown names go", () => {
    expect(redactUrl("https://r/x?api-version=1&foo=bar&api-key=0123456789abcdef#f", new Vault())).toBe(
      "https://r/x?api-version=1&foo=REDACTED&api-key=REDACTED#f",
    );
  });
});

describe("a header of a response", () => {
  it("keeps the attributes of a cookie", () => {
    expect(captureHeaders([["Set-Cookie", "a=b-secret; Path=/; HttpOnly"]], new Vault())[0]?.[1]).toBe(
      "a=REDACTED; Path=/; HttpOnly",
    );
  });
});

describe("what is cut", () => {
  it.each(Array.from({ length: 12 }, (_, n) => n * 8))(
    "is redacted first: a key %i characters across the limit leaves nothing",
    (across) => {
      const text = `${"x".repeat(1000 - across)}${KEY}${" and more".repeat(100)}`;
      const { body } = captureBody(Buffer.from(text), false, [], vaultOf(), 1000);
      expect(body.cut).toBe(true);
      expect(body.text).not.toContain(KEY.slice(0, 4));
    },
  );

  it.each([16, 40, KEY.length - 1])(
    "by the peer within a key leaves nothing of its first %i characters",
    async (sent) => {
      const text = `the key is ${KEY.slice(0, sent)}`;
      for (const behave of [say, sayAndReset]) {
        const peer = await rawPeer(behave(response("400 B", ["content-length: 500"]) + text));
        for (const scheme of ["http", "ws"] as const) {
          // What ends the body is its peer, however late the test is on a busy machine.
          const deadlines = { headers: 10_000, body: 10_000 };
          const { hop } = await ask(peer.url(scheme), { vault: vaultOf(), deadlines });
          expect(hop.failure?.cause).toBe("http.truncated.body");
          expect(JSON.stringify(hop)).not.toContain(KEY.slice(0, 8));
        }
        await peer.close();
      }
    },
  );

  it("at the limit of what is read leaves nothing of a key that stands there", async () => {
    const peer = await rawPeer(say(response("200 OK", [], `${KEY} `.repeat(200))));
    for (const body of [997, 1000, 1013, 1040, 1070]) {
      const { hop } = await ask(peer.url("http"), { vault: vaultOf(), limits: { body } });
      expect(hop.failure?.cause).toBe("http.body.too-large");
      expect(hop.body?.text).not.toContain(KEY.slice(0, 6));
    }
    await peer.close();
  });
});

describe("what is too large to be kept", () => {
  const LARGE = {
    type: "error",
    error: { code: "OperationNotSupported", message: "m".repeat(5_000) },
    list: Array(5_000).fill("x"),
  };

  it("keeps its shape as an event and as a body, and the beginning of each string and list", () => {
    const text = JSON.stringify(LARGE);
    const { event } = captureMessage(text, vaultOf(), 4_000);
    const { body } = captureBody(Buffer.from(text), false, [], vaultOf(), 4_000);
    for (const json of [event, body.json]) {
      expect(json).toMatchObject({ type: "error", error: { code: "OperationNotSupported" } });
      expect(JSON.stringify(json).length).toBeLessThan(4_000);
    }
  });
});

describe("a hop whose peer repeats our key everywhere", () => {
  it.each(["http", "ws"] as const)("by %s is recorded without it", async (scheme) => {
    const vault = vaultOf();
    const head = [
      `x-echo: ${KEY}`,
      `x-${hex(KEY)}: name`,
      `location: https://evil.example/${encodeURIComponent(KEY)}?a=${base64(KEY)}#${KEY}`,
    ];
    const peer = await rawPeer(
      say(response("302 Found", head, `<html>${KEY} ${encodeURIComponent(KEY)} ${base64(KEY)}</html>`)),
    );
    const { hop } = await ask(peer.url(scheme), { vault, headers: [["x-own", KEY]] });
    expect(vault.scan(JSON.stringify(hop))).toEqual([]);
    expect(hop.responseHeaders[0]).toEqual(["x-echo", "REDACTED-apikey-1"]);
    await peer.close();
  });

  it("in events and the close reason is recorded without it", async () => {
    const vault = vaultOf();
    const reason = KEY.slice(0, 100);
    const peer = await rawPeer(
      upgrade((s) => {
        s.write(event({ type: "error", error: { message: `key ${KEY}`, [KEY]: base64(KEY) } }));
        s.write(Buffer.concat([Buffer.from([0x88, 2 + reason.length, 0x03, 0xf3]), Buffer.from(reason)]));
      }),
    );
    const { channel } = await ask(peer.url("ws"), { vault });
    if (channel === null) throw new Error("the socket is not open");
    const { frames } = await listenTo(channel);
    expect(frames.at(-1)).toMatchObject({ kind: "close", code: 1011, reason: "REDACTED-apikey-1" });
    expect(vault.scan(JSON.stringify(frames))).toEqual([]);
    await peer.close();
  });
});

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

  it("cut before anything names it is masked if the probe says that a secret stands", () => {
    const { body: captured } = captureBody(Buffer.from('{"value":"abcdefghijkl'), true, ["value"], new Vault(), 65_536);
    expect(captured.text).not.toContain("abcdefgh");
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

  it("with two megabytes of audio is kept with the length and hash of the audio", () => {
    const delta = Buffer.alloc(1_500_000, 7).toString("base64");
    const { event } = captureMessage(
      JSON.stringify({ type: "response.output_audio.delta", delta }),
      new Vault(),
      65_536,
    );
    expect(event).toMatchObject({ type: "response.output_audio.delta", delta: { bytes: 1_500_000 } });
  });

  it("that is too long to be read at once is kept as text", () => {
    const text = JSON.stringify({ list: Array.from({ length: 60_000 }, (_, n) => `item ${n}`) });
    const { body: captured } = captureBody(Buffer.from(text), false, [], new Vault(), 65_536);
    expect(captured).toMatchObject({ json: null, cut: true, bytes: text.length });
    expect(captured.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(captured.text).toHaveLength(65_536);
  });

  it("of three megabytes is kept in its shape, not in its size", () => {
    const { event } = captureMessage(JSON.stringify({ type: "x", text: "y".repeat(3_000_000) }), new Vault(), 65_536);
    expect(event?.type).toBe("x");
    expect(JSON.stringify(event).length).toBeLessThan(65_536);
  });
});
