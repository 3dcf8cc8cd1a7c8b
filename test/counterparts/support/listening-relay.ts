import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { serve } from "./daemon.ts";

/** Passes sockets on as they are, and keeps what the client said. */
export interface ListeningRelay {
  endpoint: string;
  /** Path and query of each handshake. */
  opened: string[];
  /** Text of each message of the client, in order. */
  said: string[];
}

/** Stands before a resource until the test ends. */
export async function listeningRelay(to: string): Promise<ListeningRelay> {
  const [opened, said]: [string[], string[]] = [[], []];
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (near, { url = "", headers }) => {
    opened.push(url);
    const passed = Object.entries(headers).filter(([name]) => /^(api-key|authorization|openai-beta)$/.test(name));
    const far = new WebSocket(to.replace(/^http/, "ws") + url, { headers: Object.fromEntries(passed) });
    const isOpen = new Promise((resolve) => far.once("open", resolve));
    near.on("message", (data) => {
      said.push(String(data));
      void isOpen.then(() => far.send(String(data)));
    });
    far.on("message", (data) => near.send(String(data)));
    far.on("error", () => near.terminate());
    far.on("close", () => near.close());
    near.on("error", () => far.terminate());
    near.on("close", () => far.close());
  });
  return { endpoint: `http://127.0.0.1:${await serve(server)}`, opened, said };
}
