import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { endConnection } from "./connection-end.ts";
import { type Question, readHandshake, readQuestion } from "./question.ts";
import { headerLines, refuseBody, refuseHandshake, writeReply } from "./reply.ts";
import type { Given, Responder } from "./responder.ts";
import { openSocket } from "./socket.ts";

/** Maximum size of a message: an append of 15 MiB in base64, and its envelope. */
const MESSAGE_LIMIT = 24 * 1024 * 1024;

/** Maximum length of the accept queue, because a thousand sessions may open at once. */
const BACKLOG = 2048;

interface Place {
  host: string;
  /** 0: any free port. */
  port: number;
  tls: { key: string; cert: string } | null;
}

export interface Listener {
  port: number;
  /** Origin only: `http://127.0.0.1:41873`. */
  origin: string;
  close(): Promise<void>;
}

/** Listens for HTTP and WebSocket. Rejects if the address cannot be used. */
export async function listen(place: Place, responder: Responder): Promise<Listener> {
  const server = place.tls === null ? createServer() : createTlsServer(place.tls);
  const open = new Set<Socket>();
  const sessions = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has("realtime") ? "realtime" : false),
  });
  const marks = new WeakMap<IncomingMessage, [string, string][]>();
  sessions.on("headers", (lines, request) => lines.push(...headerLines(marks.get(request) ?? [])));
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.on("request", (request, response) => void serveRequest(request, response, responder));
  server.on("upgrade", (request, socket, head) => {
    void serveHandshake({ request, socket, head, marks, sessions }, responder);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: place.port, host: place.host, backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : place.port;
  const host = place.host.includes(":") ? `[${place.host}]` : place.host;
  return {
    port,
    origin: `${place.tls === null ? "http" : "https"}://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function serveRequest(request: IncomingMessage, response: ServerResponse, responder: Responder): Promise<void> {
  let question: Question;
  try {
    question = await readQuestion(request, (head) => responder.isKnown(head));
  } catch {
    // The caller disconnected while it was sending, so nobody reads an answer.
    response.destroy();
    return;
  }
  const given = await responder.respond(question);
  if (given.kind === "reply" && question.body.kind === "too-large") refuseBody(request, response, given);
  else if (given.kind === "reply") writeReply(response, given);
  else if (given.kind === "drop") endConnection(request.socket, given.how);
  // A session cannot answer a plain HTTP request.
  else if (given.kind === "open") response.destroy();
}

interface Handshake {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  marks: WeakMap<IncomingMessage, [string, string][]>;
  sessions: WebSocketServer;
}

async function serveHandshake({ request, socket, head, marks, sessions }: Handshake, responder: Responder) {
  // A reset by the caller is reported here first.
  socket.on("error", () => socket.destroy());
  const given: Given = await responder.respond(readHandshake(request));
  if (given.kind === "reply") refuseHandshake(socket, given);
  else if (given.kind === "drop") endConnection(request.socket, given.how);
  else if (given.kind === "open") {
    marks.set(request, given.headers);
    sessions.handleUpgrade(request, socket, head, (webSocket) => given.run(openSocket(webSocket, request.socket)));
  }
}
