import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { redactUrl } from "../../src/redaction/url.ts";

/** A secret of a peer that has no shape: only its place says what it is. */
const SECRET = "q7Wd4kZp1xRb8vTs5mYc2nLf";

const body = (content: unknown, vault = new Vault()) => {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return captureBody(Buffer.from(text), false, [], vault, 65_536).body;
};
const message = (content: unknown) =>
  captureMessage(typeof content === "string" ? content : JSON.stringify(content), new Vault(), 65_536);
const headers = (...lines: [string, string][]) => captureHeaders(lines, new Vault());

/** Names of credentials, as JSON of services and gateways writes them. */
const NAMES = [
  "client_secret",
  "clientSecret",
  "ClientSecret",
  "client-secret",
  "password",
  "passwd",
  "credential",
  "accessToken",
  "access_token",
  "refreshToken",
  "id_token",
  "session_token",
  "ephemeral_key",
  "api_key",
  "apiKey2",
  "key1",
  "primaryKey",
  "secondaryKey",
  "AccountKey",
  "SharedAccessKey",
  "subscription-key",
  "sas",
  "sig",
  "token",
  "authorization",
  "cookie",
  "device_code",
];

const deep = (levels: number, inner: string) => `${'{"a":['.repeat(levels)}${inner}${"]}".repeat(levels)}`;

/** Places at which a peer declares a secret. */
const PLACES: Record<string, () => unknown> = {
  ...Object.fromEntries(NAMES.map((name) => [`JSON, ${name}`, () => body({ a: { [name]: SECRET } })])),
  ...Object.fromEntries(
    NAMES.slice(0, 12).map((name) => [`an event, ${name}`, () => message({ type: "x", [name]: SECRET })]),
  ),
  "JSON, in an array under the name": () => body({ api_keys_and: 1, secret: [["x", SECRET]] }),
  "JSON, 200 levels deep": () => body(deep(100, `{"client_secret":"${SECRET}"}`)),
  "JSON, with an escaped name": () => body(`{"client\\u005fsecret":"${SECRET}"}`),
  "JSON, cut off": () => body(`{"x":1,"client_secret":"${SECRET}`),
  "JSON, broken": () => body(`{"x":,"client_secret":"${SECRET}"}}`),
  "JSON within a JSON string": () => body({ detail: JSON.stringify({ client_secret: SECRET }) }),
  "JSON within JSON within a JSON string": () =>
    body({ a: JSON.stringify({ b: JSON.stringify({ password: SECRET }) }) }),
  "JSON lines": () => body(`{"a":1}\n{"client_secret":"${SECRET}"}\n`),
  "a server-sent event": () => body(`event: x\ndata: {"client_secret":"${SECRET}"}\n\n`),
  "a name and a value": () => body([{ name: "api-key", value: SECRET }]),
  "a key and a value": () => body({ headers: [{ key: "Authorization", value: SECRET }] }),
  ice_servers: () => body({ ice_servers: [{ urls: ["turn:x"], username: "u", credential: SECRET }] }),
  "ice_servers of an event": () =>
    message({ type: "session.created", session: { avatar: { ice_servers: [{ credential: SECRET }] } } }),
  "an event that is an array": () => message([{ client_secret: SECRET }]),
  "an event that does not parse": () => message(`{"type":"x","client_secret":"${SECRET}",`),
  "an event 100 levels deep": () => message(deep(100, `{"password":"${SECRET}"}`)),
  "a mint's answer": () => body({ value: SECRET, expires_at: 1 }),
  "a mint's answer, reversed": () => body({ expires_at: 1, session: {}, value: SECRET }),
  "a preview mint's answer": () => body({ client_secret: { value: SECRET, expires_at: 1 } }),
  "a form": () => body(`grant_type=x&client_secret=${SECRET}&scope=y`),
  "a percent-encoded form": () => body(`client_secret%3D${SECRET}`),
  XML: () => body(`<error><AccessToken>${SECRET}</AccessToken></error>`),
  "XML with attributes": () => body(`<r><ns:Password type="x">${SECRET}</ns:Password></r>`),
  "an XML attribute": () => body(`<add apiKey="${SECRET}"/>`),
  "a CDATA section": () => body(`<ClientSecret><![CDATA[${SECRET}]]></ClientSecret>`),
  "a form value in HTML": () => body(`<input type="hidden" name="access_token" value="${SECRET}">`),
  "a setting in XML": () => body(`<add key="AccountKey" value="${SECRET}" />`),
  YAML: () => body(`auth:\n  client_secret: ${SECRET}\n  x: 1\n`),
  "YAML in quotation marks": () => body(`auth:\n  password: "${SECRET} and more"\n`),
  "YAML, a short one": () => body(`auth:\n  password: hunter2\n`).text?.replace("hunter2", SECRET),
  "a connection string": () => body(`DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${SECRET}==;`),
  "a bus's connection string": () => body(`Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=${SECRET}`),
  "a database's connection string": () => body(`Server=x;User=sa;Password=${SECRET};`),
  "a sentence": () => body(`failed with AccountKey=${SECRET} for storage`),
  "a header in a sentence": () => body(`sent api-key: ${SECRET}\r\nhost: x`),
  "curl in a sentence": () => body(`curl -H 'api-key: ${SECRET}' https://x`),
  "a URL in JSON, code": () => body({ callback: `https://x.azurewebsites.net/api/f?code=${SECRET}` }),
  "a URL in JSON, token": () => body({ next: `https://x/?a=1&token=${SECRET}` }),
  "a URL in JSON, key": () => body({ next: `https://x/?key=${SECRET}&a=1` }),
  "a URL in JSON, sig": () => body({ blob: `https://x.blob.core.windows.net/c?sv=1&sig=${SECRET}%3D` }),
  "a URL with userinfo": () => body({ x: `see https://me:${SECRET}@x.example/` }),
  "a session description": () => body(`v=0\r\na=ice-pwd:${SECRET}\r\n`),
  "a session description's key": () => body(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${SECRET}|2^20\r\n`),
  "a session description in JSON": () => body({ sdp: `v=0\r\na=ice-ufrag:${SECRET}\r\n` }),
  "x-auth-token": () => headers(["x-auth-token", SECRET]),
  "x-access-token": () => headers(["x-access-token", SECRET]),
  "x-ms-token-aad-access-token": () => headers(["x-ms-token-aad-access-token", SECRET]),
  "x-ms-token-aad-id-token": () => headers(["X-MS-TOKEN-AAD-ID-TOKEN", SECRET]),
  "x-ms-client-principal": () => headers(["x-ms-client-principal", SECRET]),
  "x-amz-security-token": () => headers(["x-amz-security-token", SECRET]),
  "x-functions-key": () => headers(["x-functions-key", SECRET]),
  "Ocp-Apim-Subscription-Key": () => headers(["Ocp-Apim-Subscription-Key", SECRET]),
  "Authorization: Bearer": () => headers(["Authorization", `Bearer ${SECRET}`]),
  "Authorization of another scheme": () => headers(["Authorization", `Negotiate ${SECRET}`]),
  "Proxy-Authorization": () => headers(["Proxy-Authorization", `Basic ${SECRET}`]),
  "Set-Cookie": () => headers(["Set-Cookie", `a=${SECRET}; Path=/`]),
  "a second cookie after a comma": () =>
    headers(["Set-Cookie", `a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=${SECRET}; Path=/`]),
  "Set-Cookie2": () => headers(["Set-Cookie2", `a=${SECRET}`]),
  "a cookie without a name": () => headers(["Set-Cookie", `${SECRET}; Path=/`]),
  Cookie: () => headers(["Cookie", `a=1; b=${SECRET}`]),
  "Operation-Location": () => headers(["Operation-Location", `https://x/y?token=${SECRET}`]),
  Location: () => headers(["Location", `/x?a=1&unheard-of=${SECRET}`]),
  Link: () => headers(["Link", `</x?y=${SECRET}>; rel=next`]),
  "a URL in another header": () => headers(["x-next", `https://x/?code=${SECRET}`]),
  "a cookie that another header repeats": () =>
    headers(["Set-Cookie", `a=${SECRET}`], ["x-debug", `session ${SECRET} opened`]),
  "a body that repeats its own secret": () => body({ client_secret: SECRET, message: `not ${SECRET}`, [SECRET]: 1 }),
  "a body that repeats it percent-encoded": () =>
    body({ client_secret: `${SECRET}/+=`, message: `not ${encodeURIComponent(`${SECRET}/+=`)}` }),
  "a URL's query": () => redactUrl(`https://x/?zz=${SECRET}`, new Vault()),
  "a URL's fragment": () => redactUrl(`https://x/#access_token=${SECRET}`, new Vault()),
  "a bearer in a text": () => redactText(`Bearer ${SECRET} has expired`, new Vault()),
};

describe("a secret that a peer declares", () => {
  it.each(Object.entries(PLACES))("is masked: %s", (_, capture) => {
    const shown = JSON.stringify(capture());
    if (!shown.includes("hunter2")) expect(shown).not.toContain(SECRET.slice(0, 12));
    expect(shown).not.toContain("hunter2");
  });

  it("was tried at each place", () => {
    console.log(`redaction: ${Object.keys(PLACES).length} places at which a peer declares a secret, 0 shown`);
  });

  it("beyond 32 of them loses all values of the unit, and none is shown", () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ client_secret: `${SECRET}${n}`, note: `n${n}` }));
    const { text } = body({ many, message: `again ${SECRET}39` });
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('"n7"');
    expect(
      body(`${many.map(({ client_secret }) => `client_secret=${client_secret}`).join("&")}&x=${SECRET}1`).text,
    ).toBe("REDACTED");
  });

  it("is not searched for in another capture, and is no secret of the run", () => {
    const vault = new Vault();
    body({ client_secret: "response-2025-04-01-Preview" }, vault);
    expect(body({ a: "response-2025-04-01-Preview" }, vault).text).toContain("response-2025-04-01-Preview");
    expect(vault.count()).toBe(0);
    expect(vault.scan("response-2025-04-01-Preview")).toEqual([]);
  });
});

describe("what is evidence", () => {
  const BODIES: unknown[] = [
    { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } },
    { error: { code: "OperationNotSupported", type: "invalid_request_error", param: "session.type" } },
    { error: { code: "401", message: "Access denied due to invalid subscription key or wrong API endpoint." } },
    { usage: { total_tokens: 12, prompt_tokens: 3, input_token_details: { cached_tokens: 0, text_tokens: 3 } } },
    { logprobs: { content: [{ token: " Hello", logprob: -0.1, bytes: [72] }] } },
    { id: "sess_Abc123Def456Ghi7", client: "x", max_output_tokens: "inf", token_type: "Bearer" },
    { type: "session.created", event_id: "event_CDm9X", session: { id: "sess_001Zq", expires_at: 1756310470 } },
    { type: "session.updated", session: { id: "sess_Abc123", audio: { input: { turn_detection: null } } } },
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "the bearer of this message, basic authentication is not supported; cookie: none; authorization: required",
    { key: "value", keys: ["type", "param"], tokens: ["a", "b"], public_key: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8" },
    { message: "Missing api-key: pass it in a header", token_count: "1234567890123456" },
    "<html><head><title>404 Not Found</title></head><body>The key of this page is its name</body></html>",
  ];

  it.each(BODIES.map((content) => [JSON.stringify(content).slice(0, 60), content]))(
    "stays in a body: %s",
    (_, content) => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      expect(body(content).text).toBe(text);
    },
  );

  const HEADERS: [string, string][] = [
    [
      "WWW-Authenticate",
      'Bearer authorization_uri="https://login.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47", resource_id="https://cognitiveservices.azure.com"',
    ],
    ["WWW-Authenticate", "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize"],
    ["WWW-Authenticate", 'Bearer realm="https://x", error="invalid_token", error_description="The token has expired"'],
    ["apim-request-id", "4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8"],
    ["x-ms-client-request-id", "0f9c7a52-0000-4000-8000-00000000000b"],
    ["x-ms-region", "France Central"],
    ["x-ratelimit-remaining-tokens", "119999"],
    ["Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
    ["azureml-model-session", "d144-20260318202015"],
    ["surrogate-key", "model-gpt-realtime-2026"],
    ["x-ms-client-principal-name", "someone@example.com"],
    ["Location", "/openai/v1/realtime?api-version=2025-04-01-preview&intent=transcription&model=m&deployment=d"],
  ];

  it.each(HEADERS)("stays in a header: %s: %s", (name, value) => {
    expect(captureHeaders([[name, value]], new Vault())).toEqual([[name, value]]);
  });
});

describe("what a peer calls a secret", () => {
  /** Values that are texts of ours: keys of our records, words, names and dates of the plan. */
  const OURS = [
    "realtime",
    "requestHeaders",
    "response",
    "supported",
    "loopback",
    "2025-04-01-preview",
    "gpt-4o-realtime-preview",
    "x-ms-client-request-id",
    "additionalProperties",
    "2026-11-28T19:31:25.123Z",
    "aoai-probe/0.2.0",
    "127.0.0.1",
    "00000000-0000-4000-8000-000000000000",
  ];

  it.each(OURS)("does not hide a text of ours: %s", (value) => {
    const vault = new Vault();
    vault.declareOpen(() => `run 00000000-0000-4000-8000-000000000000`);
    const answer = JSON.stringify({ value, expires_at: 1 });
    const { body: captured } = captureBody(Buffer.from(answer), false, ["value"], vault, 65_536);
    expect(captured.json).toEqual({ value: "REDACTED", expires_at: 1 });
    const own = JSON.stringify({ requestHeaders: [["x-ms-client-request-id", value]], verdict: value, [value]: value });
    expect(vault.redact(own)).toBe(own);
    expect(vault.scan(own)).toEqual([]);
  });
});
