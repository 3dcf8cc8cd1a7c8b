import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { OPEN_HEADERS } from "../../src/model/probe-header.ts";
import { KEY } from "../support/wire-question.ts";
import { attack, failureOf, probe, removeFolders } from "./attack.ts";

afterAll(removeFolders);

/** Headers that route, frame or authenticate, in the spellings in which they are set. */
const REFUSED =
  `Host host :authority Forwarded Via X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Server
X-Forwarded-Prefix X-Original-URL X-Original-Host X-Rewrite-URL X-Host X-HTTP-Host-Override X-HTTP-Method-Override
X-Real-IP X-Client-IP X-Cluster-Client-IP X-Remote-Addr X-Proxy-User X-Envoy-Original-Path X-Accel-Redirect X-Sendfile
X-Azure-FDID X-Azure-SocketIP X-ARR-SSL X-WAWS-Unencoded-URL x-ms-routing-name x-ms-client-principal
x-ms-client-principal-id x-ms-token-aad-access-token x-ms-client-request-id X-Backend-Server X-Upstream X-Destination
Transfer-Encoding Content-Length Content-Type Content-Encoding Connection Keep-Alive Proxy-Connection TE Trailer Upgrade
Expect Sec-WebSocket-Key Sec-WebSocket-Extensions Sec-WebSocket-Version Cookie Set-Cookie
Authorization AUTHORIZATION Proxy-Authorization WWW-Authenticate api-key API-Key api_key X-API-Key xi-api-key
Ocp-Apim-Subscription-Key X-Functions-Key X-Auth-Token X-AuthToken X-Access-Token x-amz-security-token X-CSRF-Token
X-Secret X-Password X-Credential X-SAS X-Sig X-Signature X-JWT-Assertion User-Agent Referer Range HTTP2-Settings
azureml-model-deployment`.split(/\s+/);

describe("a header that routes, frames or authenticates", () => {
  it.each(REFUSED)("is refused by name, with file, line and key: %s", async (name) => {
    const entries = {
      "p.yaml": probe(`stage: upgrade\n    websocket: /x\n    headers:\n      "${name}": attacker.example`),
    };
    const { refused, received, folder } = await attack({ entries });
    expect(refused).toMatch(new RegExp(`^${folder}/p\\.yaml:10:\\d+: 'steps\\.0\\.headers\\.`));
    expect(refused).toContain(`headers.${name}': this header `);
    expect(received).toEqual([]);
  });

  it.each(["X Y", "X:Y", "X\\r\\nHost", "X\\u0000", "", "é"])("is refused as a name: %j", async (name) => {
    const entries = { "p.yaml": probe(`{ stage: result, get: /x, headers: { "${name}": v } }`) };
    const { refused, received } = await attack({ entries });
    expect(refused).toContain("this header has an invalid name");
    expect(received).toEqual([]);
  });

  it.each(["openai-insecure-api-key.sk-1", "bearer", "a, b", "token.v1", "x".repeat(40), "realtime key"])(
    "is refused as a subprotocol: %j",
    async (value) => {
      const entries = { "p.yaml": probe(`{ stage: upgrade, websocket: /x, subprotocol: "${value}" }`) };
      const { refused, received } = await attack({ entries });
      expect(refused).toContain("'steps.0.subprotocol': a subprotocol must be one plain name");
      expect(received).toEqual([]);
    },
  );

  it.each(["Sec-WebSocket-Protocol", "sec-websocket-key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions"])(
    "is refused if the WebSocket library owns it: %s",
    async (name) => {
      const entries = { "p.yaml": probe(`{ stage: upgrade, websocket: /x, headers: { ${name}: realtime } }`) };
      const { refused, received } = await attack({ entries });
      expect(refused).toContain(`'steps.0.headers.${name}': this header is reserved for the tool`);
      if (name === "Sec-WebSocket-Protocol") expect(refused).toContain("use `subprotocol` of the step");
      expect(received).toEqual([]);
    },
  );

  it.each(["a\\r\\nHost: attacker.example", "a\\nb", "\\u0000", "€", "\\u007f"])(
    "is refused for its value: %j",
    async (value) => {
      const entries = { "p.yaml": probe(`{ stage: result, get: /x, headers: { x-mine: "${value}" } }`) };
      const { refused, received } = await attack({ entries });
      expect(refused).toContain("'steps.0.headers.x-mine': a header value must be one line of visible characters");
      expect(received).toEqual([]);
    },
  );
});

describe("a header that a probe may set", () => {
  const OPEN = `Accept Accept-Language aoai-evals Extra-Parameters Foundry-Features Idempotency-Key OpenAI-Beta
OpenAI-Organization OpenAI-Project Origin Prefer traceparent tracestate x-ms-enable-preview x-ms-version x-tenant-id
x-stainless-lang x-stainless-package-version X-Correlation-Id x-request-id x-author x-ghost`.split(/\s+/);
  const rows = OPEN.flatMap((name) => ["get", "websocket"].map((how) => ({ name, how })));

  it.each(rows)("is sent once, as it is written: $name by $how", async ({ name, how }) => {
    const entries = { "p.yaml": probe(`{ stage: upgrade, ${how}: /x, headers: { "${name}": "v/1 {deployment}" } }`) };
    const { refused, received } = await attack({ entries });
    expect(refused).toBeNull();
    const lines = (received[0] ?? "")
      .split("\r\n")
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    expect(lines.map((line) => line.replace(/^[^:]*: /, ""))).toEqual(["v/1 d0"]);
  });

  it("is in the README's list, and in the description that an editor shows", () => {
    const places = ["README.md", "reports/schema/probe.schema.json"].map((name) =>
      readFileSync(resolve(import.meta.dirname, "../..", name), "utf8").toLowerCase(),
    );
    for (const name of OPEN_HEADERS) for (const text of places) expect(text).toContain(name);
  });

  it("leaves the run's own headers and the credential as they are", async () => {
    const entries = { "p.yaml": probe("{ stage: result, get: /x, headers: { x-mine: v } }") };
    const { received } = await attack({ entries });
    expect(received[0]).toMatch(/^host: 127\.0\.0\.1:\d+\r$/im);
    expect(received[0]).toMatch(/^user-agent: aoai-probe\/test \(run small\)\r$/im);
    expect(received[0]).toContain(`api-key: ${KEY}\r\n`);
  });

  it.each(["a\r\nHost: attacker.example", "a\nb", "\u0000", "€"])(
    "is not sent with a value that a peer returned and a header cannot contain: %j",
    async (kept) => {
      const entries = {
        "p.yaml": probe(
          "{ stage: mint, get: /keep, keep: { v: { from: value } } }",
          '{ stage: upgrade, websocket: /x, headers: { x-mine: "{v}" } }',
        ),
      };
      const { received, recordings } = await attack({ entries, kept });
      expect(received).toHaveLength(1);
      expect(failureOf(recordings[0])).toMatchObject({
        cause: "local.unsafe-request",
        text: "probe 'p', step 'upgrade', path /x: the header x-mine has an invalid value: use one line of visible characters.",
      });
    },
  );
});
