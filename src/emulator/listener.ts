import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { answer, type Gate } from "./gateway.ts";
import { freshRequestId } from "./identity.ts";
import { type Question, readHandshake, readQuestion } from "./question.ts";
import { headerLines, refuseHandshake, writeReply } from "./reply.ts";
import type { Source } from "./scenario.ts";
import { runSession } from "./socket.ts";

/** The header that names the scenario: on every answer of the stand-in, whatever its status. */
export const STAND_IN_HEADER = "x-aoai-probe-stand-in";

/** The header that says where an answer comes from. */
export const SOURCE_HEADER = "x-aoai-probe-source";

/** The largest message a client may send: an append of 15 MiB in base64, and its envelope. */
const MESSAGE_LIMIT = 24 * 1024 * 1024;

/** Idle connections that a listener may hold in its queue: a thousand sessions may open at once. */
const BACKLOG = 2048;

export interface Place {
  host: string;
  /** 0: any free port. */
  port: number;
  tls: { key: string; cert: string } | null;
}

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Listens for HTTP and WebSocket alike; rejects where the address cannot be had. */
export async function listen(place: Place, gate: Gate): Promise<Listener> {
  const server = place.tls === null ? createServer() : createTlsServer(place.tls);
  const open = new Set<Socket>();
  const sessions = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has("realtime") ? "realtime" : false),
  });
  const marks = new WeakMap<IncomingMessage, Record<string, string>>();
  sessions.on("headers", (lines, request) => lines.push(...headerLines(marks.get(request) ?? {})));
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.on("request", (request, response) => void serveRequest(request, response, gate));
  server.on("upgrade", (request, socket, head) => serveHandshake({ request, socket, head, marks, sessions }, gate));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: place.port, host: place.host, backlog: BACKLOG }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : place.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function serveRequest(request: IncomingMessage, response: ServerResponse, gate: Gate): Promise<void> {
  let question: Question;
  try {
    question = await readQuestion(request);
  } catch {
    // The caller went away while it was sending: there is nobody to answer.
    response.destroy();
    return;
  }
  const { answer: given, source } = answer(question, gate);
  if (given.kind === "reply") writeReply(response, given, marksOf(gate, question, source));
}

interface Handshake {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  marks: WeakMap<IncomingMessage, Record<string, string>>;
  sessions: WebSocketServer;
}

function serveHandshake({ request, socket, head, marks, sessions }: Handshake, gate: Gate): void {
  // A caller that resets the connection is heard of here first.
  socket.on("error", () => socket.destroy());
  const question = readHandshake(request);
  const { answer: given, source, deployment } = answer(question, gate);
  const headers = marksOf(gate, question, source);
  if (given.kind === "reply") {
    refuseHandshake(socket, given, headers);
    return;
  }
  marks.set(request, headers);
  sessions.handleUpgrade(request, socket, head, (webSocket) => {
    runSession(webSocket, given, question, gate.resource.scenario, deployment);
  });
}

/** What every answer bears: the stand-in's own marks, and those of the service. */
function marksOf({ resource }: Gate, question: Question, source: Source): Record<string, string> {
  const { scenario } = resource;
  const given = question.headers["x-ms-client-request-id"];
  return {
    [STAND_IN_HEADER]: scenario.name,
    [SOURCE_HEADER]: source,
    "apim-request-id": freshRequestId(),
    "x-request-id": freshRequestId(),
    "x-ms-region": scenario.region,
    ...(typeof given === "string" ? { "x-ms-client-request-id": given } : {}),
  };
}
