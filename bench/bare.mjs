// The floor: undici and ws alone make the exchanges of a run, each on a connection of its own, and keep nothing.
//   node bare.mjs EXCHANGES PORT CONCURRENCY
import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import WebSocket from "ws";

const [file, port, concurrency] = process.argv.slice(2);
performance.mark("loaded");
const cells = JSON.parse(readFileSync(file, "utf8"));
let number = 0;
for (const cell of cells) for (const exchange of cell) exchange.number = number++;
performance.mark("parsed");

const dispatcher = new Agent({ connections: Number(concurrency), pipelining: 1 });
const queue = cells.values();
const worker = async () => {
  for (const cell of queue) for (const exchange of cell) await (exchange.transport === "http" ? post : talk)(exchange);
};
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
performance.mark("done");
await dispatcher.close();

async function post({ number, method, path, headers, body }) {
  const sent = { ...Object.fromEntries(headers), "x-exchange": number };
  const answer = await request(`http://127.0.0.1:${port}${path}`, {
    dispatcher,
    method,
    headers: sent,
    body,
    reset: true,
  });
  await answer.body.text();
}

function talk({ number, path, headers, frames }) {
  return new Promise((resolve, reject) => {
    const sent = { ...Object.fromEntries(headers), "x-exchange": number };
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: sent, perMessageDeflate: false });
    let at = 0;
    const go = () => {
      for (; frames[at]?.by === "client"; at += 1) {
        if (frames[at].text === null) break;
        socket.send(frames[at].text);
      }
      if (at >= frames.length || frames[at].by === "client") socket.close(1000);
    };
    socket.on("open", () => frames[0]?.by !== "server" && go());
    socket.on("message", () => {
      at += 1;
      if (frames[at]?.by !== "server") go();
    });
    socket.on("unexpected-response", (_request, response) => response.resume().on("end", resolve));
    socket.on("close", resolve);
    socket.on("error", reject);
  });
}
