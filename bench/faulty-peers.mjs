// Targets that misbehave, for the rows about fleets: each listens on a free port of 127.0.0.1.
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { WebSocketServer } from "ws";

const BLOCK = Buffer.alloc(64 * 1024, "y");
const EVENT = JSON.stringify({ type: "noise", text: "y".repeat(50) });

const THROTTLED = { "content-type": "application/json", "apim-request-id": "throttled", "retry-after": "20" };
const TOO_MANY = JSON.stringify({ error: { code: "429", message: "Requests have exceeded the call rate limit." } });

/** Ways in which a target misbehaves, by name. */
const PEERS = {
  /** Nothing listens on its port. */
  dead: () => null,
  /** Accepts a connection and never answers. */
  hanging: () => createServer((socket) => socket.on("error", () => undefined)),
  /** Resets each connection when a request arrives. */
  resetting: () =>
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => socket.resetAndDestroy());
    }),
  /** Throttles every request and handshake, and asks to retry after 20 s. */
  throttling: () =>
    createHttpServer((request, response) => {
      request.resume();
      response.writeHead(429, THROTTLED).end(TOO_MANY);
    }).on("upgrade", (_request, socket) => {
      const headers = Object.entries({ ...THROTTLED, "content-length": TOO_MANY.length, connection: "close" });
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.on("error", () => undefined);
      socket.end(`HTTP/1.1 429 Too Many Requests\r\n${lines}\r\n${TOO_MANY}`);
    }),
  /** Answers with a body or with messages without end. */
  flooding: () => {
    const server = createHttpServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(BLOCK));
      };
      response.on("drain", more);
      more();
    });
    new WebSocketServer({ server }).on("connection", (socket) => {
      const more = (error) => {
        if (!error) socket.send(EVENT, more);
      };
      socket.on("error", () => undefined);
      more();
    });
    return server;
  },
};

/** Starts a peer and returns its origin. */
export async function startFaultyPeer(kind) {
  const server = PEERS[kind]() ?? createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  if (kind === "dead") await new Promise((resolve) => server.close(resolve));
  return endpoint;
}
