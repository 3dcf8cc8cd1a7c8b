import { request as ask, createServer } from "node:https";
import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startEmulator } from "../../../src/emulator/resource.ts";
import { type Counterpart, isBroken } from "./broken.ts";
import { certificate, serve } from "./daemon.ts";

/** The emulator as a client meets it: over TLS, on a resource where every documented path is served. */
export interface EmulatedService {
  /** `https://127.0.0.1:PORT`, and the same for sockets. */
  endpoint: string;
  socket: string;
  key: string;
  token: string;
}

export const CONVERSATION = "gpt-realtime-1.5";
export const TRANSCRIPTION = "gpt-realtime-whisper";
export const SPEECH_TO_TEXT = "gpt-4o-transcribe";
export const CHAT = "gpt-4.1-mini";

/** Starts it for one test. A client that is to be broken speaks through a relay that garbles what it says. */
export async function startEmulatedService(client: Counterpart, scenario = "all-supported"): Promise<EmulatedService> {
  const { key, cert } = certificate();
  const running = await startEmulator({ scenario, tls: { key, cert } });
  onTestFinished(() => running.close());
  const endpoint = isBroken(client) ? await garblingRelay(running.endpoint) : running.endpoint;
  return { endpoint, socket: endpoint.replace(/^https/, "wss"), key: running.key, token: running.token };
}

/** Passes everything on, but no event and no body as the client meant it: so a broken client looks to the emulator. */
async function garblingRelay(to: string): Promise<string> {
  const { key, cert } = certificate();
  const server = createServer({ key, cert }, (request, response) => {
    const { host: _, "content-length": __, ...headers } = request.headers;
    const passed = ask(`${to}${request.url}`, { method: request.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.resume().on("end", () => passed.end("{"));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (near, request) => {
    const { host: _, ...headers } = request.headers;
    const passed = Object.entries(headers).filter(([name]) => /^(api-key|authorization|openai-beta)$/.test(name));
    const far = new WebSocket(`${to.replace(/^https/, "wss")}${request.url}`, { headers: Object.fromEntries(passed) });
    const early: string[] = [];
    near.on("message", (data) => {
      const garbled = String(data).replace(/"type":\s*"/, '"type":"broken.');
      if (far.readyState === WebSocket.OPEN) far.send(garbled);
      else early.push(garbled);
    });
    far.on("open", () => {
      for (const each of early) far.send(each);
    });
    far.on("message", (data) => near.send(String(data)));
    far.on("error", () => near.terminate());
    far.on("close", () => near.close());
    near.on("close", () => far.close());
  });
  return `https://127.0.0.1:${await serve(server)}`;
}
