import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { afterEach } from "vitest";
import { WebSocket } from "ws";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { isJsonObject, type JsonObject } from "../../src/model/json.ts";

/* A plain client: node's http and ws, nothing of the prober. What a test opens is closed after it. */

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A running emulator, ended after the test. */
export async function resource(
  scenario: EmulatorOptions["scenario"],
  more: Partial<EmulatorOptions> = {},
): Promise<RunningEmulator> {
  const running = await startEmulator({ scenario, ...more });
  closing.push(() => running.close());
  return running;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: JsonObject;
}

export interface Ask {
  method?: string;
  json?: unknown;
  body?: { type: string; content: string | Buffer };
  headers?: Record<string, string>;
  /** Absent: the resource's key. */
  credential?: Record<string, string>;
}

/** One request, by default a POST with the resource's key. */
export function ask(running: RunningEmulator, path: string, asked: Ask = {}): Promise<Answer> {
  const content = asked.json === undefined ? (asked.body?.content ?? "") : JSON.stringify(asked.json);
  const type = asked.json === undefined ? asked.body?.type : "application/json";
  const headers = {
    ...(asked.credential ?? { "api-key": running.key }),
    ...(type === undefined ? {} : { "content-type": type }),
    ...asked.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${running.endpoint}${path}`,
      { method: asked.method ?? "POST", headers, agent: false },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("end", () =>
          resolve(answerOf(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(parts).toString())),
        );
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(content);
  });
}

function answerOf(status: number, headers: IncomingHttpHeaders, text: string): Answer {
  let json: JsonObject = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) json = parsed;
  } catch {
    // Not JSON: `text` has it.
  }
  return { status, headers, text, json };
}

export interface Knock {
  /** Absent: the resource's key. */
  credential?: Record<string, string>;
  protocols?: string[];
}

/** A handshake: the open socket, or the answer that refused it. */
export function knock(running: RunningEmulator, path: string, asked: Knock = {}): Promise<Socket | Answer> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${running.endpoint.replace(/^http/, "ws")}${path}`, asked.protocols ?? [], {
      headers: asked.credential ?? { "api-key": running.key },
    });
    const opened = new Socket(socket);
    closing.push(() => socket.terminate());
    let headers: IncomingHttpHeaders = {};
    socket.on("upgrade", (response) => {
      headers = response.headers;
    });
    socket.on("open", () => {
      opened.headers = headers;
      resolve(opened);
    });
    socket.on("unexpected-response", (_, response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve(answerOf(response.statusCode ?? 0, response.headers, Buffer.concat(parts).toString())),
      );
    });
    socket.on("error", reject);
  });
}

/** A handshake that must be accepted. */
export async function open(running: RunningEmulator, path: string, asked: Knock = {}): Promise<Socket> {
  const outcome = await knock(running, path, asked);
  if (outcome instanceof Socket) return outcome;
  throw new Error(`The handshake was refused: ${outcome.status} ${outcome.text}`);
}

/** A handshake that must be refused. */
export async function refused(running: RunningEmulator, path: string, asked: Knock = {}): Promise<Answer> {
  const outcome = await knock(running, path, asked);
  if (outcome instanceof Socket) throw new Error("The handshake was accepted.");
  return outcome;
}

/** An open socket, and every event that came over it. */
export class Socket {
  headers: IncomingHttpHeaders = {};
  readonly events: JsonObject[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #taken = 0;
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const event: unknown = JSON.parse(String(data));
      if (isJsonObject(event)) this.events.push(event);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#wake();
        resolve({ code, reason: String(reason) });
      });
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  send(event: unknown): void {
    this.#socket.send(typeof event === "string" ? event : JSON.stringify(event));
  }

  /** The first event of any of these types after those taken before. */
  async next(...types: string[]): Promise<JsonObject> {
    for (;;) {
      while (this.#taken < this.events.length) {
        const event = this.events[this.#taken++];
        if (event !== undefined && types.includes(String(event.type))) return event;
      }
      if (this.#socket.readyState !== WebSocket.OPEN)
        throw new Error(`The socket closed before ${types.join(" or ")}.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  types(): string[] {
    return this.events.map((event) => String(event.type));
  }
}

/** The sample's PCM, 24 kHz mono 16 bit. */
export const SPEECH = readFileSync(new URL("../../probes/samples/speech.wav", import.meta.url)).subarray(44);

/** The sample, appended in frames of 200 ms. */
export function speak(socket: Socket, type = "input_audio_buffer.append", pcm: Buffer = SPEECH): void {
  for (let at = 0; at < pcm.length; at += 9600) {
    socket.send({ type, audio: pcm.subarray(at, at + 9600).toString("base64") });
  }
}
