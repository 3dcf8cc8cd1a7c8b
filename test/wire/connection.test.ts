import dns from "node:dns";
import { connect } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Worker } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import type { Cause } from "../../src/model/cause.ts";
import { causeOf, type Phase, plainError } from "../../src/wire/platform-error.ts";
import { type Identity, identity } from "../support/certificates.ts";
import { drip, frame, rawPeer, response, say, sayAndReset, sayAndStay, upgrade } from "../support/raw-peer.ts";
import { ask } from "../support/wire-question.ts";

const ROOT = identity({ name: "A root", authority: true });
const MIDDLE = identity({ name: "A middle", authority: true, issuer: ROOT });
const GOOD = identity({ issuer: ROOT });

const CERTIFICATES: { which: string; of: Identity; chain?: Identity[]; cause: Cause | null; trust?: string }[] = [
  { which: "that is trusted", of: GOOD, cause: null, trust: ROOT.pem.cert },
  {
    which: "that has expired",
    of: identity({ issuer: ROOT, from: -30, to: -1 }),
    cause: "tls.cert.expired",
    trust: ROOT.pem.cert,
  },
  {
    which: "that is not valid yet",
    of: identity({ issuer: ROOT, from: 1, to: 30 }),
    cause: "tls.cert.not-yet-valid",
    trust: ROOT.pem.cert,
  },
  { which: "that is its own issuer", of: identity(), cause: "tls.cert.self-signed" },
  { which: "of a root that nobody knows", of: GOOD, chain: [ROOT], cause: "tls.cert.untrusted" },
  {
    which: "without what stands between it and the root",
    of: identity({ issuer: MIDDLE }),
    cause: "tls.cert.incomplete-chain",
  },
  {
    which: "of another host",
    of: identity({ issuer: ROOT, hosts: ["other.example"] }),
    cause: "tls.cert.wrong-host",
    trust: ROOT.pem.cert,
  },
];

describe.each(["https", "wss"] as const)("a peer of %s", (scheme) => {
  it.each(CERTIFICATES)("with a certificate $which results in $cause", async ({ of, chain, cause, trust }) => {
    const cert = [of, ...(chain ?? [])].map((one) => one.pem.cert).join("");
    const behave = scheme === "wss" ? upgrade((s) => s.write(frame(1, "{}"))) : say(response("200 OK", [], "{}"));
    const peer = await rawPeer(behave, { tls: { key: of.pem.key, cert } });
    const { hop, channel } = await ask(peer.url(scheme), trust === undefined ? {} : { trust });
    expect(hop.failure?.cause ?? null).toBe(cause);
    expect(hop.status).toBe(cause === null ? (scheme === "wss" ? 101 : 200) : null);
    if (cause === null) expect(hop.phases.tls).not.toBeNull();
    await channel?.close();
    // Not one byte of a request goes to a peer that did not show who it is.
    if (cause !== null) expect(peer.received.join("")).toBe("");
    await peer.close();
  });

  const NOT_TLS: { does: string; behave: Parameters<typeof rawPeer>[0]; cause: Cause[] }[] = [
    { does: "answers in plain HTTP", behave: say(response("400 Bad Request")), cause: ["tls.not-tls"] },
    { does: "answers with garbage", behave: sayAndStay(Buffer.alloc(100, 0x41)), cause: ["tls.not-tls"] },
    { does: "closes within the handshake", behave: say(), cause: ["tls.closed-in-handshake"] },
    {
      does: "resets within the handshake",
      behave: sayAndReset(),
      cause: ["tls.closed-in-handshake", "tcp.reset.connect"],
    },
    { does: "says nothing", behave: sayAndStay(), cause: ["tls.timeout"] },
    {
      does: "drips",
      behave: drip(Buffer.from([0x16, 3, 3, 0x40, 0, ...Array(90).fill(2)]), 40),
      cause: ["tls.timeout"],
    },
    {
      does: "does not know the host",
      behave: sayAndStay(Buffer.from([0x15, 3, 3, 0, 2, 2, 112])),
      cause: ["tls.alert.unrecognized-name"],
    },
    {
      does: "has a fault of its own",
      behave: sayAndStay(Buffer.from([0x15, 3, 3, 0, 2, 2, 80])),
      cause: ["tls.alert.internal-error"],
    },
    { does: "refuses the handshake", behave: sayAndStay(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])), cause: ["tls.alert"] },
    {
      does: "knows no version of ours",
      behave: sayAndStay(Buffer.from([0x15, 3, 3, 0, 2, 2, 70])),
      cause: ["tls.version"],
    },
  ];

  it.each(NOT_TLS)("that $does results in $cause", async ({ behave, cause }) => {
    // A handshake has no blank line: the peer answers the first bytes, whatever they are.
    const peer = await rawPeer((socket) => socket.once("data", () => behave(socket, "")), { atOnce: true });
    const started = performance.now();
    const { hop } = await ask(peer.url(scheme));
    expect(cause).toContain(hop.failure?.cause);
    expect(hop.failure?.text).not.toMatch(/^[0-9A-F]{8}/);
    expect(performance.now() - started).toBeLessThan(20_000);
    await peer.idle();
    await peer.close();
  });

  it("that speaks only an old version results in tls.version", async () => {
    const server = createTlsServer({
      key: GOOD.pem.key,
      cert: GOOD.pem.cert,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    server.on("tlsClientError", () => undefined);
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    const { hop } = await ask(new URL(`${scheme}://127.0.0.1:${port}/`));
    expect(hop.failure?.cause).toBe("tls.version");
    await new Promise((resolve) => server.close(resolve));
  });

  it("that demands a certificate of ours results in auth.client-certificate", async () => {
    const peer = await rawPeer(sayAndStay(response("200 OK")), {
      tls: { key: GOOD.pem.key, cert: GOOD.pem.cert, requestCert: true, rejectUnauthorized: true, ca: ROOT.pem.cert },
    });
    const { hop } = await ask(peer.url(scheme), { trust: ROOT.pem.cert });
    expect(hop.failure?.cause).toBe("auth.client-certificate");
    await peer.close();
  });
});

describe.each(["http", "ws"] as const)("a connection by %s", (scheme) => {
  it("to a port if nobody listens results in tcp.refused", async () => {
    const peer = await rawPeer(say());
    await peer.close();
    const { hop } = await ask(peer.url(scheme));
    expect(hop.failure).toMatchObject({ cause: "tcp.refused", code: "ECONNREFUSED", phase: "tcp" });
    expect(hop.phases.dns).toBeNull();
  });

  it("to a name of two addresses if nobody listens results in tcp.refused", async () => {
    const peer = await rawPeer(say());
    await peer.close();
    const { hop } = await ask(new URL(`${scheme}://localhost:${peer.port}/`));
    expect(hop.failure).toMatchObject({ cause: "tcp.refused", code: "ECONNREFUSED" });
  });

  it("to localhost reaches a peer of IPv4 alone", async () => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    const { hop } = await ask(new URL(`${scheme}://localhost:${peer.port}/`));
    expect(hop.status).toBe(400);
    expect(hop.phases.dns).not.toBeNull();
    expect(hop.remote).toBe(`127.0.0.1:${peer.port}`);
    await peer.close();
  });

  it.each([
    ["that does not exist", "ENOTFOUND", "dns.nxdomain"],
    ["whose server fails", "EAI_AGAIN", "dns.servfail"],
    ["whose server says nothing", null, "dns.timeout"],
  ])("to a name %s comes to its dns cause", async (_, code, cause) => {
    // No name server is asked by tests: the one thing that is not real here is its answer.
    const lookup = vi.spyOn(dns, "lookup").mockImplementation((host, ...rest: unknown[]) => {
      const answer = rest.at(-1);
      const error = Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code });
      if (code !== null && typeof answer === "function") process.nextTick(answer, error);
    });
    // A look-up that is not answered stays under way: each case has a name of its own.
    const { hop } = await ask(new URL(`${scheme}://${scheme}-${cause.replace(".", "-")}.invalid/`));
    expect(lookup).toHaveBeenCalledOnce();
    lookup.mockRestore();
    expect(hop.failure).toMatchObject({ cause, phase: "dns" });
    expect(hop.phases.dns).toBeNull();
    expect(hop.status).toBeNull();
  });

  it("that is never accepted results in tcp.timeout", async () => {
    const full = await fullBacklog();
    const started = performance.now();
    const { hop } = await ask(new URL(`${scheme}://127.0.0.1:${full.port}/`));
    expect(hop.failure).toMatchObject({ cause: "tcp.timeout", phase: "tcp" });
    expect(performance.now() - started).toBeLessThan(20_000);
    await full.close();
  });

  it("to a TLS port that says so in its own protocol results in http.on-tls-port", async () => {
    const peer = await rawPeer(say(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])));
    const { hop } = await ask(peer.url(scheme));
    expect(hop.failure?.cause).toBe("http.on-tls-port");
    await peer.close();
  });

  it("keeps each of 3,000 headers", async () => {
    const headers = Array.from({ length: 3_000 }, (_, n) => `x-${n}: y`);
    const peer = await rawPeer(say(response("400 B", headers)));
    const { hop } = await ask(peer.url(scheme));
    expect(hop.responseHeaders.length).toBe(3_001);
    await peer.close();
  });

  it("ends at once when the run is interrupted, and before it began", async () => {
    const peer = await rawPeer(sayAndStay());
    const abort = new AbortController();
    const started = performance.now();
    const asked = ask(peer.url(scheme), { signal: abort.signal, deadlines: { headers: 60_000 } });
    setTimeout(() => abort.abort(), 20);
    expect((await asked).hop.failure?.cause).toBe("run.interrupted");
    expect((await ask(peer.url(scheme), { signal: abort.signal })).hop.failure?.cause).toBe("run.interrupted");
    expect(performance.now() - started).toBeLessThan(20_000);
    await peer.idle();
    await peer.close();
  });

  it("ends when the cell's time is used up, whatever the phase may take", async () => {
    const peer = await rawPeer(sayAndStay());
    const started = performance.now();
    const { hop } = await ask(peer.url(scheme), { cellMs: 100, deadlines: { headers: 60_000 } });
    expect(hop.failure?.cause).toBe("cell.deadline");
    expect(performance.now() - started).toBeLessThan(20_000);
    await peer.close();
  });
});

/** A listener whose queue is full and that accepts nobody: the kernel drops what comes after. */
async function fullBacklog(): Promise<{ port: number; close(): Promise<void> }> {
  const worker = new Worker(
    `const server = require("node:net").createServer();
     server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
       require("node:worker_threads").parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  const fillers = [1, 2, 3, 4].map(() => connect(port, "127.0.0.1").on("error", () => undefined));
  await new Promise((resolve) => fillers[0]?.once("connect", resolve));
  return {
    port,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

describe("a platform's error", () => {
  const error = (code: string, message = code) => Object.assign(new Error(message), { code });
  const ERRORS: { code: string; phase: Phase; cause: Cause }[] = [
    { code: "EMFILE", phase: "tcp", cause: "local.fd-exhausted" },
    { code: "ENFILE", phase: "tcp", cause: "local.fd-exhausted" },
    { code: "EBUSY", phase: "dns", cause: "local.fd-exhausted" },
    { code: "ENOMEM", phase: "tcp", cause: "local.memory" },
    { code: "EADDRNOTAVAIL", phase: "tcp", cause: "local.address" },
    { code: "ENOTFOUND", phase: "dns", cause: "dns.nxdomain" },
    { code: "ENODATA", phase: "dns", cause: "dns.nodata" },
    { code: "EAI_AGAIN", phase: "dns", cause: "dns.servfail" },
    { code: "EREFUSED", phase: "dns", cause: "dns.refused" },
    { code: "ECONNREFUSED", phase: "tcp", cause: "tcp.refused" },
    { code: "EHOSTUNREACH", phase: "tcp", cause: "tcp.unreachable" },
    { code: "ENETUNREACH", phase: "tcp", cause: "tcp.unreachable" },
    { code: "ETIMEDOUT", phase: "tcp", cause: "tcp.timeout" },
    { code: "EACCES", phase: "tcp", cause: "tcp.prohibited" },
    { code: "EPERM", phase: "tcp", cause: "tcp.prohibited" },
    { code: "EPERM", phase: "request", cause: "tcp.prohibited" },
    { code: "EINVAL", phase: "tcp", cause: "tcp.unreachable" },
  ];

  it.each(ERRORS)("$code at $phase is $cause", ({ code, phase, cause }) => {
    expect(causeOf(plainError(error(code)), { phase, ended: false, reset: false, bytesRead: 0, error: null })).toBe(
      cause,
    );
  });

  it("of several addresses is that of the first", () => {
    const several = new AggregateError([error("ECONNREFUSED"), error("ENETUNREACH")], "all failed");
    expect(plainError(several)).toMatchObject({ code: "ECONNREFUSED", message: "ECONNREFUSED" });
  });

  it("that is no error at all is an internal fault, never the network's", () => {
    expect(causeOf(plainError("boom"), { phase: "dns", ended: false, reset: false, bytesRead: 0, error: null })).toBe(
      "local.internal",
    );
  });
});
