import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Vault } from "../../src/redaction/secret.ts";
import { classOfAddress } from "../../src/wire/address-class.ts";
import { readProxyRules } from "../../src/wire/proxy-rule.ts";
import { readResolveRule } from "../../src/wire/resolve-rule.ts";
import { ClientTls } from "../../src/wire/tls.ts";
import { identity, trusting } from "../support/certificates.ts";
import { type Behaviour, type RawPeer, rawPeer, response, say } from "../support/raw-peer.ts";
import { ask, KEY } from "../support/wire-question.ts";

const ROOT = identity({ name: "Corporate Root", authority: true });
const HOST = "r.invalid";
const SERVER = identity({ hosts: [HOST], issuer: ROOT });
const CLIENT = identity({ name: "client", issuer: ROOT });
const ANSWER = say(response("404 Not Found", [], "{}"));
const LONG = { dns: 20_000, tcp: 20_000, tls: 20_000, request: 20_000, headers: 20_000 };
const peers: RawPeer[] = [];

afterEach(async () => {
  for (const each of peers.splice(0)) await each.close();
});

async function peer(behave: Behaviour, options: Parameters<typeof rawPeer>[1] = {}): Promise<RawPeer> {
  const made = await rawPeer(behave, options);
  peers.push(made);
  return made;
}

const to = (scheme: string, { port }: RawPeer) => new URL(`${scheme}://${HOST}:${port}/openai/v1/realtime`);
const at = ({ port }: RawPeer, address = "127.0.0.1") => [{ host: HOST, port, address }];
const proxied = ({ port }: RawPeer, scheme = "http") => {
  const proxy = { origin: `${scheme}://127.0.0.1:${port}`, credential: null };
  return { https: proxy, http: proxy, except: [] };
};

describe.each(["http", "ws"] as const)("a %s request", (scheme) => {
  const secure = `${scheme}s`;

  it("goes to the address of --resolve, with the name in its Host header and in the check of the certificate", async () => {
    const origin = await peer(ANSWER, { tls: SERVER.pem });
    const { hop } = await ask(to(secure, origin), { network: { resolve: at(origin), tls: trusting(ROOT.pem.cert) } });
    expect(hop).toMatchObject({ status: 404, failure: null, remote: `127.0.0.1:${origin.port}` });
    expect(hop.phases.dns).not.toBeNull();
    expect(origin.received.join()).toMatch(new RegExp(`^Host: ${HOST}:${origin.port}\r$`, "im"));
    const wrong = identity({ hosts: ["other.invalid"], issuer: ROOT });
    const other = await peer(ANSWER, { tls: wrong.pem });
    const refused = await ask(to(secure, other), { network: { resolve: at(other), tls: trusting(ROOT.pem.cert) } });
    expect(refused.hop.failure?.cause).toBe("tls.cert.wrong-host");
  });

  it("uses no rule of another port, and no address of the other family", async () => {
    const origin = await peer(ANSWER);
    const six = await ask(to(scheme, origin), { network: { resolve: at(origin), family: 6 } });
    expect(six.hop.failure).toMatchObject({ cause: "dns.nodata", text: `${HOST} has no IPv6 address` });
    const four = await ask(to(scheme, origin), {
      network: { resolve: [...at(origin, "::1"), ...at(origin)], family: 4 },
    });
    expect(four.hop).toMatchObject({ status: 404, remote: `127.0.0.1:${origin.port}` });
  });

  it("shows the client certificate to an origin that requests it, and to no other peer", async () => {
    const demands = { ...SERVER.pem, ca: ROOT.pem.cert, requestCert: true };
    const tls = new ClientTls({ trust: ROOT.pem.cert, cert: CLIENT.pem.cert, key: CLIENT.pem.key });
    const origin = await peer(ANSWER, { tls: demands });
    const without = { resolve: at(origin), tls: trusting(ROOT.pem.cert) };
    expect((await ask(to(secure, origin), { network: without })).hop.failure?.cause).toBe("auth.client-certificate");
    expect((await ask(to(secure, origin), { network: { ...without, tls } })).hop.status).toBe(404);
    const proxy = identity({ hosts: ["127.0.0.1"], issuer: ROOT });
    const curious = await peer(say("HTTP/1.1 403 No\r\n\r\n"), { tls: { ...demands, ...proxy.pem } });
    const { hop } = await ask(to(secure, origin), { network: { proxies: proxied(curious, "https"), tls } });
    expect(hop.failure).toMatchObject({ cause: "proxy.refused", phase: "proxy" });
    expect(hop.failure?.text).toContain("certificate required");
  });

  it.each<[string, Behaviour | null, string]>([
    ["the origin does not answer in TLS", () => undefined, "tls.timeout"],
    ["the proxy does not answer CONNECT", () => undefined, "proxy.refused"],
    ["the proxy drips its answer", (socket) => drip(socket), "proxy.refused"],
    ["the origin does not answer in the tunnel", (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n"), "tls.timeout"],
  ])("ends after --connect-timeout if %s", async (what, behave, cause) => {
    const silent = await peer(behave ?? (() => undefined), {
      atOnce: what.startsWith("the origin does not answer in TLS"),
    });
    const network = what.endsWith("in TLS") ? { resolve: at(silent) } : { proxies: proxied(silent) };
    const { hop } = await ask(to(secure, silent), { network: { ...network, connectMs: 80 }, deadlines: LONG });
    expect(hop).toMatchObject({ status: null, failure: { cause } });
    await silent.idle();
  });

  it("is not limited by --connect-timeout once the connection is open", async () => {
    const slow = await peer((socket) => void setTimeout(() => ANSWER(socket, ""), 200));
    const { hop } = await ask(to(scheme, slow), { network: { resolve: at(slow), connectMs: 100 }, deadlines: LONG });
    expect(hop.status).toBe(404);
  });

  it.each<[string, string]>([
    ["headers without end", `HTTP/1.1 200 OK\r\n${`X: ${"y".repeat(1000)}\r\n`.repeat(500)}`],
    ["informational responses without end", "HTTP/1.1 102 Processing\r\n\r\n".repeat(5000)],
  ])("gives up a proxy that sends %s", async (_, text) => {
    const proxy = await peer((socket) => socket.write(text));
    const { hop } = await ask(to(secure, proxy), { network: { proxies: proxied(proxy) }, deadlines: LONG });
    expect(hop).toMatchObject({ status: null, failure: { cause: "proxy.refused", phase: "proxy" } });
    await proxy.idle();
  });

  it("records the class of the address, the protocol and the chain, also of a refused certificate", async () => {
    const origin = await peer(ANSWER, { tls: { ...SERVER.pem, cert: SERVER.pem.cert + ROOT.pem.cert } });
    const resolve = at(origin);
    const tls = trusting(ROOT.pem.cert);
    const { hop } = await ask(to(secure, origin), { network: { resolve, tls } });
    expect(hop.connection).toMatchObject({
      family: "IPv4",
      address: "loopback",
      tls: { protocol: "TLSv1.3", issuer: "CN=Corporate Root", publicRoot: false },
    });
    const chain = hop.connection?.tls?.chain ?? [];
    expect(chain.map(({ subject }) => subject)).toEqual(["CN=peer.example", "CN=Corporate Root"]);
    expect(chain[0]).toMatchObject({ issuer: "CN=Corporate Root", names: [`DNS:${HOST}`] });
    expect(chain[0]?.fingerprint).toBe(hop.connection?.tls?.fingerprint);
    expect(chain[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(chain[0]?.validFrom ?? "")).toBeLessThan(Date.now());
    const refused = await ask(to(secure, origin), { network: { resolve } });
    expect(refused.hop).toMatchObject({ failure: { cause: "tls.cert.untrusted" }, connection: hop.connection });
  });

  it("records a chain once for a run", async () => {
    const origin = await peer(ANSWER, { tls: SERVER.pem });
    const question = { network: { resolve: at(origin), tls: trusting(ROOT.pem.cert) }, certificates: new Map() };
    const [first, second] = [await ask(to(secure, origin), question), await ask(to(secure, origin), question)];
    const { chain, ...tls } = first.hop.connection?.tls ?? {};
    expect(chain).toHaveLength(2);
    expect(second.hop.connection?.tls).toEqual(tls);
  });

  it("keeps a limited part of the names of a certificate, without separators, control characters and secrets", async () => {
    const hosts = [HOST, ...Array.from({ length: 300 }, (_, n) => `h${n}.invalid`)];
    const strange = identity({ hosts, name: `evil\u001b[31m, O=${KEY} ${"x".repeat(300)}`, issuer: ROOT });
    const origin = await peer(ANSWER, { tls: strange.pem });
    const vault = new Vault();
    const credential = { kind: "api-key", secret: vault.register(KEY, "apikey") } as const;
    const network = { resolve: at(origin), tls: trusting(ROOT.pem.cert) };
    const { hop } = await ask(to(secure, origin), { network, vault, credential });
    const [own] = hop.connection?.tls?.chain ?? [];
    expect(own?.names).toHaveLength(10);
    expect(own?.subject).toMatch(/^CN=evil \[31m O REDACTED-apikey-1 x{1,40}$/);
    expect(JSON.stringify(hop)).not.toContain(KEY);
  });

  it("records the proxy's address and the origin's certificate if there is a proxy", async () => {
    const origin = await peer(ANSWER, { tls: SERVER.pem });
    const proxy = await peer(tunnelTo(origin));
    const network = { proxies: proxied(proxy), tls: trusting(ROOT.pem.cert) };
    const { hop } = await ask(to(secure, origin), { network });
    expect(hop).toMatchObject({ remote: `127.0.0.1:${proxy.port}`, connection: { tls: { publicRoot: false } } });
  });

  it("takes the first bytes of the origin that come with the answer of the proxy", async () => {
    const origin = await peer(ANSWER);
    const proxy = await peer(tunnelTo(origin));
    const network = { proxies: { ...proxied(proxy), except: readProxyRules("other.invalid") } };
    expect((await ask(to(scheme, origin), { network })).hop).toMatchObject({ status: 404, failure: null });
  });
});

function tunnelTo({ port }: RawPeer): Behaviour {
  return (near) => {
    const far = connect(port, "127.0.0.1", () => {
      near.write("HTTP/1.1 200 OK\r\n\r\n");
      near.pipe(far).pipe(near);
    });
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
  };
}

function drip(socket: Parameters<Behaviour>[0]): void {
  const timer = setInterval(() => socket.write("X-A: b\r\n"), 10);
  socket.write("HTTP/1.1 200 OK\r\n");
  socket.on("close", () => clearInterval(timer));
}

describe("a rule of --resolve", () => {
  it.each([
    ["R.example:443:192.0.2.1", { host: "r.example", port: 443, address: "192.0.2.1" }],
    ["r.example.:8443:[2001:db8::1]", { host: "r.example", port: 8443, address: "2001:db8::1" }],
    ["r.example:443:2001:db8::1", { host: "r.example", port: 443, address: "2001:db8::1" }],
    ["r.example:443", null],
    ["r.example:443:", null],
    ["r.example:https:192.0.2.1", null],
    ["r.example:70000:192.0.2.1", null],
    ["r.example:443:r2.example", null],
    ["https://r.example:443:192.0.2.1", null],
    ["r.example:443:192.0.2.1 ", null],
  ])("'%s' is read as %j", (text, rule) => {
    expect(readResolveRule(text)).toEqual(rule);
  });
});

describe("the class of an address", () => {
  it.each([
    ["20.42.0.1", "public"],
    ["8.8.8.8", "public"],
    ["10.0.0.4", "private"],
    ["172.16.0.1", "private"],
    ["172.32.0.1", "public"],
    ["192.168.255.1", "private"],
    ["198.18.0.7", "private"],
    ["100.64.0.1", "shared"],
    ["100.128.0.1", "public"],
    ["169.254.169.254", "link-local"],
    ["127.0.0.53", "loopback"],
    ["::1", "loopback"],
    ["fd00::1", "private"],
    ["fe80::1%eth0", "link-local"],
    ["2603:1030::1", "public"],
    ["::ffff:10.0.0.4", "private"],
  ])("%s is %s", (address, expected) => {
    expect(classOfAddress(address)).toBe(expected);
  });
});
