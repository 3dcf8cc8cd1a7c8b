import { connect } from "node:net";
import { expect, it } from "vitest";
import { startReplay } from "../../src/replay/index.ts";
import { smallReports } from "../conclusion/small-reports.ts";
import { type Answer, ask, resource } from "./resource-client.ts";

/*
 * Whoever can reach the listener can send to it: what a caller without a known credential sends is not kept beyond a
 * small bound, and the answer comes before the rest of the body.
 */

const CHAT = "/openai/v1/chat/completions";
const STRANGERS = 256 * 1024;
const MIB = 1 << 20;

const CALLERS: [fact: string, credential: Record<string, string>][] = [
  ["no credential", {}],
  ["a wrong key", { "api-key": "0123456789abcdef0123456789abcdef" }],
  ["a wrong token", { authorization: "Bearer 0123456789abcdef0123456789abcdef" }],
  ["an empty key", { "api-key": "" }],
];

const body = (bytes: number) => ({ type: "application/json", content: Buffer.alloc(bytes, 0x20) });

it.each(CALLERS)("refuses a large body of a caller with %s, and closes the connection", async (_, credential) => {
  const running = await resource("all-supported");
  const answer = await ask(running, CHAT, { credential, body: body(3 * MIB) });
  expect(answer.status).toBe(413);
  expect(answer.headers).toMatchObject({ connection: "close", "x-aoai-probe-emulator": "all-supported" });
  expect(answer.json).toMatchObject({
    error: { code: "413", message: "The request body is too large for this caller. Authenticate first, or send less." },
  });
});

it.each(CALLERS)("refuses the credential itself with a body that fits: %s", async (_, credential) => {
  const running = await resource("all-supported");
  const answer = await ask(running, CHAT, { credential, body: body(STRANGERS) });
  expect(answer.status).toBe(401);
  expect((await ask(running, CHAT, { credential, body: body(STRANGERS + 1) })).status).toBe(413);
});

it("reads the large body of a caller with the key or the token, up to the limit of the service", async () => {
  const running = await resource("all-supported");
  const sent = (credential: Record<string, string>, bytes: number) =>
    ask(running, CHAT, { credential, body: { type: "application/json", content: large(bytes) } });
  expect((await sent({ "api-key": running.key }, 3 * MIB)).status).toBe(200);
  expect((await sent({ authorization: `Bearer ${running.token}` }, 3 * MIB)).status).toBe(200);
  expect((await sent({ "api-key": running.key }, 27 * MIB)).status).toBe(413);
});

/** A question to a model, with that many bytes of words. */
function large(bytes: number): string {
  return JSON.stringify({ model: "gpt-4.1-mini", messages: [{ role: "user", content: "a".repeat(bytes) }] });
}

it("plays a report back under the same bound", async () => {
  const [report] = smallReports();
  if (report === undefined) throw new Error("no report");
  const running = await startReplay({ report });
  try {
    const [target] = running.targets;
    if (target === undefined) throw new Error("no target");
    const place = { ...target, region: "", close: running.close };
    const refused: Answer = await ask(place, CHAT, { credential: {}, body: body(MIB) });
    expect(refused.status).toBe(413);
    expect(refused.headers["x-aoai-probe-emulator"]).toMatch(/^replay-of-/);
    const known = await ask(place, CHAT, { body: body(MIB) });
    expect(known.status).toBe(501);
  } finally {
    await running.close();
  }
});

it("answers before the rest of the body comes, announced or in chunks", async () => {
  const running = await resource("all-supported");
  const { port } = new URL(running.endpoint);
  const announced = `POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 27000000\r\n\r\n`;
  const chunked = `POST ${CHAT} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${`8000\r\n${"a".repeat(0x8000)}\r\n`.repeat(9)}`;
  for (const text of [announced, chunked]) {
    const answered = await new Promise<string>((resolve, reject) => {
      let received = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
      socket.on("data", (part) => {
        received += String(part);
      });
      socket.on("error", reject);
      socket.on("end", () => socket.end());
      socket.on("close", () => resolve(received));
    });
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
    expect(answered).toContain("Authenticate first, or send less.");
  }
});

it("keeps its memory with forty callers that each send 26 MB without a key", async () => {
  const running = await resource("all-supported");
  const { port } = new URL(running.endpoint);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  const piece = Buffer.alloc(MIB, 0x61);
  await Promise.all(
    Array.from({ length: 40 }, () => {
      return new Promise<void>((resolve) => {
        const socket = connect(Number(port), "127.0.0.1", () => {
          socket.write(`POST ${CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: ${26 * MIB}\r\n\r\n`);
          let sent = 0;
          const send = () => {
            if (sent === 26 || socket.destroyed) return;
            sent += 1;
            socket.write(piece, send);
          };
          send();
        });
        socket.resume();
        socket.on("error", () => undefined);
        socket.on("close", () => resolve());
      });
    }),
  );
  clearInterval(watch);
  process.stdout.write(`emulator: 40 callers × 26 MB without a key: ${(most / MIB).toFixed(1)} MiB at most\n`);
  // Forty times the bound for strangers is 10 MiB; the rest is on its way, for both ends are in this process.
  expect(most / MIB).toBeLessThan(150);
});
