// Plays the server's part of recorded exchanges, each on a connection of its own.
//   node script-server.mjs EXCHANGES LATENCY_MS     prints its port
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocketServer } from "ws";

const [file, latencyText = "0"] = process.argv.slice(2);
const latency = Number(latencyText);
const exchanges = JSON.parse(readFileSync(file, "utf8")).flat();
const exchangeOf = (request) => exchanges[Number(request.headers["x-exchange"])];

const server = createServer(async (request, response) => {
  for await (const _ of request);
  if (latency > 0) await pause(latency);
  const { status, answerHeaders, answer } = exchangeOf(request);
  response.writeHead(status, answerHeaders.flat());
  response.end(answer ?? "");
});
const sessions = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
server.on("upgrade", async (request, socket, head) => {
  socket.on("error", () => socket.destroy());
  if (latency > 0) await pause(latency);
  const exchange = exchangeOf(request);
  if (exchange.status === 101) sessions.handleUpgrade(request, socket, head, (ws) => play(ws, exchange.frames));
  else {
    const headers = exchange.answerHeaders.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const body = exchange.answer ?? "";
    const length = `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
    socket.end(`HTTP/1.1 ${exchange.status} Refused\r\n${headers}${length}${body}`);
  }
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit(0));

function play(ws, frames) {
  let at = 0;
  let sendable = latency === 0 ? 0 : performance.now() + latency;
  const go = async () => {
    for (; frames[at]?.by === "server"; at += 1) {
      const wait = sendable - performance.now();
      if (wait > 0) await pause(wait);
      const { text } = frames[at];
      if (text === null) return ws.close(1000);
      ws.send(text);
    }
  };
  ws.on("message", () => {
    at += 1;
    sendable = latency === 0 ? 0 : performance.now() + latency;
    if (frames[at]?.by === "server") void go();
  });
  ws.on("error", () => ws.terminate());
  void go();
}
