// A healthy peer in a process of its own. It answers everything properly, but at one phase of each path `/hold/STAGE` it
// first says `at STAGE` on standard output and waits for `go` on standard input: whatever the prober does in between is
// the prober's. On `drop` it ends every connection that it holds, as a peer that gives up, and answers what comes later.
// Started with a JSON of { tls: {key, cert} | null }. Says `ports {"plain", "tls", "tcp"}` when it listens: the second
// holds the first bytes of a connection, the third accepts no connection before `go` or `drop`.
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, createServer as createRawServer } from "node:net";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { WebSocketServer } from "ws";

const { tls } = JSON.parse(process.argv[2] ?? "{}");
const MARK = { "apim-request-id": "00000000-0000-4000-8000-000000000001", "content-type": "application/json" };
const BODY = JSON.stringify({ id: "resp_1", object: "response", text: "ready" });

const held = new Set();
const waiting = [];
let released = false;

/** Waits for `go` the first time that a phase is reached; what `drop` ends then is never answered. */
function hold(phase, socket) {
  if (released || held.has(phase)) return Promise.resolve();
  held.add(phase);
  process.stdout.write(`at ${phase}\n`);
  return new Promise((resolve) => waiting.push({ go: resolve, socket }));
}

const phaseOf = (url) => /^\/hold\/([a-z-]+)/.exec(url ?? "")?.[1] ?? "";

async function answer(request, response) {
  const phase = phaseOf(request.url);
  if (phase === "request") await hold(phase, request.socket);
  request.resume();
  await new Promise((resolve) => request.on("end", resolve));
  if (phase === "limit" && !held.has(phase)) {
    response.writeHead(429, { ...MARK, "retry-after-ms": "700" }).end("{}");
    await hold(phase, null);
    return;
  }
  if (phase === "headers") await hold(phase, request.socket);
  response.writeHead(200, { ...MARK, "content-length": BODY.length });
  response.write(BODY.slice(0, 10));
  if (phase === "body") await hold(phase, request.socket);
  response.end(BODY.slice(10));
}

const sockets = new WebSocketServer({ noServer: true });

async function open(request, socket, head) {
  const phase = phaseOf(request.url);
  if (phase === "handshake") await hold(phase, socket);
  sockets.handleUpgrade(request, socket, head, async (webSocket) => {
    const send = (event) => webSocket.send(JSON.stringify(event));
    let chunks = 0;
    webSocket.on("message", async (data) => {
      const { type } = JSON.parse(data.toString());
      if (type === "session.update") {
        if (phase === "event") await hold(phase, socket);
        send({ type: "session.updated", session: {} });
      }
      if (type === "input_audio_buffer.append" && ++chunks === 2 && phase === "audio") await hold(phase, socket);
      if (type === "input_audio_buffer.commit") send({ type: "input_audio_buffer.committed", item_id: "item_1" });
      if (type === "response.create") {
        if (phase === "result") await hold(phase, socket);
        send({ type: "response.done", response: { id: "resp_1", status: "completed", output: [{ text: "ready" }] } });
      }
    });
    if (phase === "session") await hold(phase, socket);
    send({ type: "session.created", session: { id: "sess_1" } });
  });
}

const server = tls === null ? createServer(answer) : createSecureServer(tls, answer);
server.requestTimeout = 0;
server.headersTimeout = 0;
server.on("upgrade", open);
server.on("tlsClientError", () => undefined);

async function portOf(listener) {
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return listener.address().port;
}

/** Hands each connection on to the server, its first bytes held back. */
const holding = createRawServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("readable", async () => {
    await hold("tls", socket);
    server.emit("connection", socket);
  });
});

const gate = new Int32Array(new SharedArrayBuffer(4));
const ports = { plain: await portOf(server), tls: await portOf(holding) };
// A listener whose queue is full and whose thread sleeps: the kernel drops what comes after.
const sleeper = new Worker(
  `const { parentPort, workerData } = require("node:worker_threads");
   const { createServer, connect } = require("node:net");
   const server = createServer((socket) => {
     const onward = connect(workerData.port, "127.0.0.1");
     for (const one of [socket, onward]) one.on("error", () => undefined);
     socket.pipe(onward).pipe(socket);
   });
   server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
     parentPort.postMessage(server.address().port);
     Atomics.wait(workerData.gate, 0, 0);
   });`,
  { eval: true, workerData: { gate, port: ports.plain } },
);
ports.tcp = await new Promise((resolve) => sleeper.once("message", resolve));
const fillers = [1, 2, 3, 4].map(() => connect(ports.tcp, "127.0.0.1").on("error", () => undefined));
await new Promise((resolve) => fillers[0].once("connect", resolve));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    released = true;
    for (const filler of fillers) filler.destroy();
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    for (const { go, socket } of waiting.splice(0)) {
      if (line === "drop") socket?.destroy();
      else go();
    }
  })
  .on("close", () => process.exit());
process.stdout.write(`ports ${JSON.stringify(ports)}\n`);
