import { createServer, type IncomingHttpHeaders } from "node:http";
import { WebSocketServer } from "ws";

/** One request as it came. */
export interface Captured {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A server that keeps what it is sent, answers every request with `{"ok":"yes"}` and every session with `done`. */
export interface Capture {
  endpoint: string;
  requests: Captured[];
  /** Messages of all sessions, in order. */
  messages: string[];
  close(): Promise<void>;
}

export async function startCapture(): Promise<Capture> {
  const requests: Captured[] = [];
  const messages: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(parts) });
      response.setHeader("Content-Type", "application/json");
      response.end('{"ok":"yes"}');
    });
  });
  const sockets = new WebSocketServer({ server, maxPayload: 1 << 24 });
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => messages.push(data.toString()));
    socket.send('{"type":"done","ok":"yes"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    messages,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The parts of a form in order: name → text; a file's bytes as latin1. */
export function formParts({ headers, body }: Captured): [name: string, value: string][] {
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const pieces = body.toString("latin1").split(`--${boundary}`).slice(1, -1);
  return pieces.map((piece) => {
    const [head = "", ...rest] = piece.slice(2).split("\r\n\r\n");
    const value = rest.join("\r\n\r\n").slice(0, -2);
    return [/name="([^"]*)"/.exec(head)?.[1] ?? "", Buffer.from(value, "latin1").toString("utf8")];
  });
}
