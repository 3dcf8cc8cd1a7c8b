import { connect } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { selfSignedCertificate } from "../../src/emulator/certificate.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { openHop } from "../../src/wire/hop.ts";
import type { WebProxy } from "../../src/wire/proxy.ts";
import { type Behaviour, type RawPeer, rawPeer } from "../support/raw-peer.ts";
import { hopRequest, KEY, type Question, wireContext } from "../support/wire-question.ts";

const ANSWER =
  "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n{}";
const vault = new Vault();
const credential = vault.register("operator:pr0xy-password", "proxy");
const peers: RawPeer[] = [];
let tls: { key: string; cert: string };

beforeAll(async () => {
  tls = await selfSignedCertificate();
});

afterEach(async () => {
  for (const each of peers.splice(0)) await each.close();
});

async function peer(behave: Behaviour, options: Parameters<typeof rawPeer>[1] = {}): Promise<RawPeer> {
  const made = await rawPeer(behave, options);
  peers.push(made);
  return made;
}

/** Does what it is asked to: joins the caller to the origin. */
const tunnels =
  (greeting = "HTTP/1.1 200 Connection established\r\n\r\n"): Behaviour =>
  (near, head) => {
    const far = connect(Number(/^CONNECT [^ ]*:(\d+) /.exec(head)?.[1]), "127.0.0.1", () => {
      near.write(greeting);
      near.pipe(far).pipe(near);
    });
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
  };

function through(proxy: WebProxy, url: URL, question: Question = {}) {
  const context = wireContext({ ...question, vault });
  context.network.proxies = { https: proxy, http: proxy, except: [] };
  const key = vault.register(KEY, "apikey");
  return openHop(hopRequest(url, { ...question, credential: { kind: "api-key", secret: key } }), context);
}

const at = (proxy: RawPeer, scheme: "http" | "https" = "http"): WebProxy => ({
  origin: `${scheme}://127.0.0.1:${proxy.port}`,
  credential,
});

describe.each(["http", "ws"] as const)("a tunnel for %s", (plain) => {
  it.each([
    ["plain", "http", false],
    ["to an origin over TLS", "http", true],
    ["through a proxy over TLS", "https", true],
  ] as const)("%s carries the origin's own answer, and the credentials apart", async (_, scheme, secure) => {
    const origin = await peer((socket) => socket.end(ANSWER), secure ? { tls } : {});
    const proxy = await peer(tunnels(), scheme === "https" ? { tls } : {});
    const url = origin.url(secure ? (plain === "ws" ? "wss" : "https") : plain);
    const { hop } = await through(at(proxy, scheme), url, { trust: tls.cert });
    expect(hop).toMatchObject({ status: 401, failure: null, proxy: at(proxy, scheme).origin });
    expect(hop.remote).toBe(`127.0.0.1:${proxy.port}`);
    expect(hop.phases.tcp).not.toBeNull();
    expect(hop.phases.tls === null).toBe(!secure);
    const [connected = ""] = proxy.received;
    expect(connected).toMatch(/^CONNECT 127\.0\.0\.1:\d+ HTTP\/1\.1\r\n/);
    expect(connected).toContain(`Proxy-Authorization: Basic ${btoa("operator:pr0xy-password")}`);
    const [heard = ""] = origin.received;
    expect(heard).toContain(`api-key: ${KEY}`);
    expect(heard).not.toMatch(/proxy-authorization/i);
    if (secure) expect(proxy.received.join()).not.toContain(KEY);
  });

  it.each<[string, Behaviour, string]>([
    ["answers 407", (s) => s.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), "auth.proxy"],
    ["answers 401", (s) => s.end("HTTP/1.1 401 Unauthorized\r\n\r\n"), "auth.proxy"],
    ["answers 403", (s) => s.end("HTTP/1.1 403 Filtered\r\n\r\n"), "proxy.refused"],
    ["answers 502", (s) => s.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"), "proxy.refused"],
    ["redirects", (s) => s.end("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"), "proxy.refused"],
    ["closes without a word", (s) => s.end(), "proxy.refused"],
    ["resets", (s) => s.resetAndDestroy(), "proxy.refused"],
    ["speaks something else", (s) => s.end("SSH-2.0-OpenSSH_9.2\r\n"), "proxy.refused"],
    ["says nothing", () => undefined, "proxy.refused"],
  ])("that a proxy which %s does not make is the proxy's failure", async (_, behave, cause) => {
    const origin = await peer((socket) => socket.end(ANSWER));
    const proxy = await peer(behave);
    const { hop } = await through(at(proxy), origin.url(plain));
    expect(hop).toMatchObject({ status: null, failure: { cause, phase: "proxy" } });
    expect(origin.received).toEqual([]);
    await proxy.idle();
  });

  it("whose origin is not what its certificate says is the origin's failure", async () => {
    const origin = await peer((socket) => socket.end(ANSWER), { tls });
    const { hop } = await through(at(await peer(tunnels())), origin.url(plain === "ws" ? "wss" : "https"));
    expect(hop).toMatchObject({ status: null, failure: { cause: "tls.cert.self-signed", phase: "tls" } });
    expect(origin.received.join()).not.toContain(KEY);
  });
});
