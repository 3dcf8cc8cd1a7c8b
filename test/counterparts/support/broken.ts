import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** Names in COUNTERPART_BROKEN are swapped for a broken one, to show that the tests notice. */
export type Counterpart =
  | "openai"
  | "openai 7"
  | "agents-realtime"
  | "ai-voicelive"
  | "python-websockets"
  | "nginx"
  | "aimock"
  | "tinyproxy"
  | "blackbox-exporter"
  | "prometheus";

export function isBroken(name: Counterpart): boolean {
  return (process.env.COUNTERPART_BROKEN ?? "").split(",").includes(name);
}

/** Stands on a server's port in its place, and answers whatever is asked with a page that says nothing. */
export async function brokenServer(port: number, tls: { key: string; cert: string } | null): Promise<Server> {
  const answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<html>ok</html>";
  const server = tls === null ? createServer() : createTlsServer(tls);
  server.on(tls === null ? "connection" : "secureConnection", (socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}
