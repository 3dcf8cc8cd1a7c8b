import dns from "node:dns";
import { Worker } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import { AwakeClock } from "../../src/wire/awake-clock.ts";
import { startDeadline } from "../../src/wire/deadline.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { ask, SHORT } from "../support/wire-question.ts";
import { ROOT, withPeer } from "./stopped-run.ts";

/** Keeps this process from running for so long, as its own work or a busy machine would. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Longer than every deadline of a phase but that of DNS. */
const BLOCKED_MS = 500;

/** A phase during which the loop is blocked, and what its request differs in. */
interface Blocked {
  phase: "tcp" | "tls" | "request" | "headers" | "body" | "handshake" | "session";
  port: "tcp" | "tls" | "plain";
  scheme: "http" | "ws";
  body?: string;
  deadlines?: { request: number; headers: number };
  blockedMs?: number;
}

describe("an answer that comes while the loop is blocked for longer than its deadline", () => {
  it.each(["http", "ws"])("counts at dns, by %s", async (scheme) => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    // The answer of the resolver comes from another thread, as the platform's own does.
    const resolver = new Worker(
      `const { parentPort } = require("node:worker_threads");
       parentPort.on("message", () => setTimeout(() => parentPort.postMessage("127.0.0.1"), 50));`,
      { eval: true },
    );
    const lookup = vi.spyOn(dns, "lookup").mockImplementation((_host, ...rest: unknown[]) => {
      const answer = rest.at(-1);
      if (typeof answer !== "function") throw new Error("no callback");
      resolver.once("message", (address) => answer(null, [{ address, family: 4 }]));
      resolver.postMessage("resolve");
      setTimeout(() => block(SHORT.dns + 200), 5);
    });
    const { hop } = await ask(new URL(`${scheme}://named.invalid:${peer.port}/`));
    lookup.mockRestore();
    await resolver.terminate();
    expect(hop.failure).toBeNull();
    expect(hop.status).toBe(400);
    await peer.close();
  });

  const PHASES: Blocked[] = [
    { phase: "tcp", port: "tcp", scheme: "http", blockedMs: 1_500 },
    { phase: "tls", port: "tls", scheme: "http" },
    { phase: "tls", port: "tls", scheme: "ws" },
    {
      phase: "request",
      port: "plain",
      scheme: "http",
      body: "x".repeat(16 * 1024 * 1024),
      // A busy machine takes its time to send 16 MiB, so this deadline is longer, and the block with it.
      deadlines: { request: 3_000, headers: 5_000 },
      blockedMs: 3_200,
    },
    { phase: "headers", port: "plain", scheme: "http" },
    { phase: "body", port: "plain", scheme: "http" },
    { phase: "handshake", port: "plain", scheme: "ws" },
    { phase: "session", port: "plain", scheme: "ws" },
  ];

  it.each(PHASES)(
    "counts at $phase, by $scheme",
    async ({ phase, port, scheme, blockedMs = BLOCKED_MS, ...rest }: Blocked) => {
      const tls = phase === "tls";
      await withPeer(tls, async (peer) => {
        const url = new URL(`${peer.at(port).replace(/^http/, scheme)}/hold/${phase}`);
        const asked = ask(url, {
          ...(tls ? { trust: ROOT.pem.cert } : {}),
          body: "{}",
          method: "POST",
          ...rest,
        });
        if (phase === "tcp") await new Promise((resolve) => setTimeout(resolve, 20));
        else await peer.reached([phase]);
        peer.release();
        block(blockedMs);
        const { hop, channel } = await asked;
        expect(hop.failure).toBeNull();
        expect(hop.status).toBe(scheme === "ws" ? 101 : 200);
        if (channel !== null) {
          expect(await channel.next(200)).toMatchObject({ frame: { event: { type: "session.created" } } });
          await channel.close();
        }
      });
    },
  );

  it("counts for a step that waits for an event", async () => {
    await withPeer(false, async (peer) => {
      const { channel } = await ask(new URL(`${peer.at("plain").replace("http", "ws")}/hold/event`));
      if (channel === null) throw new Error("the socket is not open");
      await channel.next(1_000);
      await channel.send({ type: "session.update" });
      const waiting = channel.next(250);
      await peer.reached(["event"]);
      peer.release();
      block(BLOCKED_MS);
      expect(await waiting).toMatchObject({ frame: { event: { type: "session.updated" } } });
      await channel.close();
    });
  });
});

describe("a deadline", () => {
  it("that nothing answers expires after its own time, counted from the end of the pause", async () => {
    const clock = new AwakeClock().start();
    const started = performance.now();
    const expired = new Promise((resolve) => startDeadline(clock, 200, () => resolve(performance.now())));
    await new Promise((resolve) => setTimeout(resolve, 50));
    block(600);
    const took = Number(await expired) - started;
    clock.stop();
    expect(took).toBeGreaterThan(750);
    expect(took).toBeLessThan(3_000);
  });

  it("is not reached by a loop that is blocked nine tenths of the time before as much awake time has gone by", async () => {
    const clock = new AwakeClock().start();
    let over = false;
    const began = clock.now();
    startDeadline(clock, 150, () => {
      over = true;
    });
    const started = performance.now();
    while (!over) {
      block(90);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(performance.now() - started).toBeGreaterThan(300);
    expect(clock.now() - began).toBeGreaterThan(149);
    clock.stop();
  });
});
