import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/redaction/capture.ts";
import { reveal, Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { redactUrl } from "../../src/redaction/url.ts";

import { event, rawPeer, response, say, sayAndReset, upgrade } from "../support/raw-peer.ts";
import { ask, KEY, listenTo } from "../support/wire-question.ts";

const hex = (text: string) => Buffer.from(text).toString("hex");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const everyByte = (text: string) => hex(text).replace(/../g, (byte) => `%${byte}`);
const escaped = (text: string) =>
  text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const ENCODINGS: [string, string][] = [
  ["raw", KEY],
  ["percent-encoded", encodeURIComponent(KEY)],
  ["percent-encoded in lower case", encodeURIComponent(KEY).replace(/%../g, (byte) => byte.toLowerCase())],
  ["percent-encoded as a form", new URLSearchParams({ k: KEY }).toString().slice(2)],
  ["percent-encoded twice", encodeURIComponent(encodeURIComponent(KEY))],
  ["percent-encoded in every byte", everyByte(KEY)],
  ["percent-encoded in every byte, upper case", everyByte(KEY).toUpperCase()],
  ["percent-encoded but for the slash", encodeURIComponent(KEY).replaceAll("%2F", "/")],
  ["in base64", base64(KEY)],
  ["in base64 behind one byte", base64(`a${KEY}`)],
  ["in base64 behind two bytes", base64(`ab${KEY}`)],
  ["in base64 behind three bytes and before two", base64(`abc${KEY}de`)],
  ["in base64 of user and password", base64(`user:${KEY}`)],
  ["in base64url", Buffer.from(KEY).toString("base64url")],
  ["in hex", hex(KEY)],
  ["in upper hex", hex(KEY).toUpperCase()],
  ["in JSON", JSON.stringify({ key: KEY })],
  ["in JSON with escaped slashes", JSON.stringify({ k: KEY }).replaceAll("/", "\\/")],
  ["in JSON with escaped letters", escaped(KEY)],
  ["in JSON within JSON", JSON.stringify(JSON.stringify({ k: KEY }))],
  ["in XML", `<k>${KEY.replaceAll("=", "&#61;").replaceAll("+", "&#43;").replaceAll("/", "&#47;")}</k>`],
  ["in hexadecimal XML", `<k>${KEY.replaceAll("=", "&#x3D;").replaceAll("+", "&#x2B;").replaceAll("/", "&#x2F;")}</k>`],
  ["folded to lower case", KEY.toLowerCase()],
];

/** What of the key must not be left: eight characters of it, raw or in the encoding's own letters. */
function fragments(text: string): string[] {
  return Array.from({ length: text.length - 11 }, (_, at) => text.slice(at, at + 12));
}

function vaultOf(...keys: string[]): Vault {
  const vault = new Vault();
  for (const key of keys.length === 0 ? [KEY] : keys) vault.register(key, "apikey");
  return vault;
}

describe("a registered secret", () => {
  it.each(ENCODINGS)("%s is replaced by its label", (_, form) => {
    const redacted = redactText(`before ${form} after`, vaultOf());
    expect(redacted).toContain("REDACTED-apikey-1");
    expect(redacted).toMatch(/^before .* after$/);
    const left = redacted.replaceAll("REDACTED-apikey-1", "");
    expect(fragments(KEY).filter((fragment) => left.includes(fragment))).toEqual([]);
    expect(left.length).toBeLessThan(40);
  });

  it("of legacy shape is found in a header of lower case and in a host name", () => {
    const key = "0123456789ABCDEF0123456789abcdef";
    expect(redactText(`https://${key.toLowerCase()}.example/`, vaultOf(key))).not.toContain("cdef0123");
  });

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

describe("a secret that nobody registered", () => {
  const EK = "ek_68af296e8e408191a1120ab6383263c2";
  const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL2FpIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
  const AZURE = `${"A1b2".repeat(13)}JQQJ99${"BCDe5".repeat(5)}`;
  const SHAPES: [string, string, string][] = [
    ["an ephemeral key", `Incorrect key: ${EK}.`, EK],
    ["a token", `Bearer ${JWT} has expired`, JWT],
    ["an annotated key", `the key ${AZURE} was`, AZURE],
    ["a subprotocol", `realtime, openai-insecure-api-key.${EK}`, EK],
    ["a key in a query", "see https://x/?a=1&api-key=0123456789abcdef&b=2", "0123456789abcdef"],
    ["a SAS signature", "https://x/?sv=1&sig=abc%2Bdef%3D", "abc%2Bdef%3D"],
    ["an ice password", "a=ice-ufrag:uf7g\r\na=ice-pwd:p4ssw0rdp4ssw0rd\r\n", "p4ssw0rdp4ssw0rd"],
  ];

  it.each(SHAPES)("but has the shape of %s is masked", (_, text, secret) => {
    expect(redactText(text, new Vault())).not.toContain(secret);
  });

  const MINTS: [string, unknown][] = [
    ["preview", { id: "sess_1", client_secret: { value: "opaque-value-0123456789", expires_at: 1 } }],
    ["GA", { value: "opaque-value-0123456789", expires_at: 1, session: { id: "sess_1" } }],
    ["a bare client_secret", { client_secret: "opaque-value-0123456789" }],
  ];

  it.each(MINTS)("is masked in a mint's answer of shape %s, and is no secret of ours elsewhere", (_, body) => {
    const vault = new Vault();
    const { body: captured } = captureBody(Buffer.from(JSON.stringify(body)), false, [], vault, 10_000);
    expect(JSON.stringify(captured)).not.toContain("opaque-value");
    expect(vault.count()).toBe(0);
  });

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

describe("what support needs", () => {
  const HEADERS: [string, string][] = [
    ["apim-request-id", "4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8"],
    ["x-request-id", "0f9c7a52-0000-4000-8000-00000000000a"],
    ["x-ms-client-request-id", "0f9c7a52-0000-4000-8000-00000000000b"],
    ["x-ms-region", "France Central"],
    ["x-ms-deployment-name", "gpt-realtime-whisper"],
    ["x-ratelimit-remaining-tokens", "119999"],
    ["x-ratelimit-remaining-requests", "9"],
    ["retry-after", "2"],
    ["retry-after-ms", "1500"],
    ["openai-processing-ms", "12"],
    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
    ["WWW-Authenticate", 'Bearer realm="https://x"'],
    [
      "Location",
      "/openai/v1/realtime?api-version=2025-04-01-preview&intent=transcription&model=m&deployment=d&call_id=rtc_1",
    ],
  ];

  it.each(HEADERS)("the header %s stays as it is", (name, value) => {
    expect(captureHeaders([[name, value]], vaultOf())).toEqual([[name, value]]);
  });

  const EVENTS: Record<string, unknown>[] = [
    { type: "session.update", event_id: "event_1", session: { id: "sess_Abc123", max_output_tokens: 16 } },
    {
      type: "response.done",
      response: { id: "resp_1", usage: { total_tokens: 12, input_token_details: { cached_tokens: 0 } } },
    },
    {
      type: "error",
      error: {
        code: "OperationNotSupported",
        type: "invalid_request_error",
        param: "session.type",
        message: "no token for you",
      },
    },
    { type: "conversation.item.created", item: { id: "item_0123456789abcdef", key: "value" } },
    { type: "session.created", session: { expires_at: 1756310470, audio: { input: { turn_detection: null } } } },
  ];

  it.each(EVENTS)("the event $type stays as it is", (sent) => {
    expect(captureMessage(JSON.stringify(sent), vaultOf(), 10_000).event).toEqual(sent);
  });

  it("names of a query stay, values of unknown names go", () => {
    expect(redactUrl("https://r/x?api-version=1&foo=bar&api-key=0123456789abcdef#f", new Vault())).toBe(
      "https://r/x?api-version=1&foo=REDACTED&api-key=REDACTED#f",
    );
  });
});

describe("a header of a response", () => {
  const SECRETIVE: [string, string][] = [
    ["Set-Cookie", "ARRAffinity=0123456789abcdef; Path=/; HttpOnly"],
    ["set-cookie", "s=0123456789abcdef"],
    ["Authorization", "Bearer 0123456789abcdef"],
    ["api-key", "0123456789abcdef"],
    ["Location", "https://user:0123456789abcdef@r/x"],
    ["Location", "/x?API%2DKEY=0123456789abcdef"],
    ["Refresh", "0; url=/x?api-key=0123456789abcdef"],
    ["Content-Location", "/x?token=0123456789abcdef"],
    ["Link", "</x?sig=0123456789abcdef>; rel=next"],
  ];

  it.each(SECRETIVE)("%s: %s keeps its name and loses its value", (name, value) => {
    const [captured] = captureHeaders([[name, value]], new Vault());
    expect(captured?.[0]).toBe(name);
    expect(captured?.[1]).not.toContain("0123456789abcdef");
    expect(captured?.[1]).toContain("REDACTED");
  });

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
