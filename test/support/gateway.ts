import { createServer, type IncomingMessage, request, STATUS_CODES } from "node:http";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";

/*
 * What may stand between a caller and a resource: a gateway that asks in its own way, and a proxy that makes tunnels.
 */

export interface Standing {
  /** Origin that callers are given. */
  endpoint: string;
  close(): Promise<void>;
}

/** How a gateway asks the resource in place of its caller. */
export interface Manner {
  /** Headers it adds, in place of the caller's own of that name. */
  headers?: Record<string, string>;
  /** The path and query it asks for. */
  path?: (path: string) => string;
  /** Its own clock for the header Date of every answer. Absent: the answer's own. */
  date?: () => Date;
  /** What it answers by itself, in the resource's place; null: it asks the resource. */
  instead?: (asked: IncomingMessage, body: string) => OwnAnswer | null;
}

/** An answer of a gateway's own. */
export interface OwnAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Stands before a resource, and passes on whatever it is asked, in its own manner. */
export async function gatewayBefore(endpoint: string, manner: Manner): Promise<Standing> {
  const sockets = new Set<Socket>();
  const pass = (asked: IncomingMessage) =>
    request(endpoint + (manner.path?.(asked.url ?? "/") ?? asked.url ?? "/"), {
      method: asked.method ?? "GET",
      headers: { ...asked.headers, ...manner.headers },
    });
  const server = createServer(async (asked, answer) => {
    const body = await bodyOf(asked);
    const own = manner.instead?.(asked, body.toString("latin1")) ?? null;
    if (own !== null) {
      answer.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const passed = pass(asked);
    passed.on("response", (given) => {
      answer.writeHead(given.statusCode ?? 502, dated(given.rawHeaders, manner));
      given.pipe(answer);
    });
    passed.end(body);
  });
  server.on("connection", (socket) => keep(sockets, socket));
  server.on("upgrade", (asked, caller, rest) => {
    const own = manner.instead?.(asked, "") ?? null;
    if (own !== null) {
      caller.end(asText(own));
      return;
    }
    const passed = pass(asked);
    const give = (given: IncomingMessage, then: (text: string) => void) => {
      const pairs = dated(given.rawHeaders, manner).map((text, n) => (n % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      then(`HTTP/1.1 ${given.statusCode} ${given.statusMessage}\r\n${pairs.join("")}\r\n`);
    };
    passed.on("response", (given) =>
      give(given, (head) => {
        caller.write(head);
        given.pipe(caller);
      }),
    );
    passed.on("upgrade", (given, resource, first) =>
      give(given, (head) => {
        keep(sockets, resource);
        caller.write(Buffer.concat([Buffer.from(head), first]));
        resource.write(rest);
        resource.pipe(caller).pipe(resource);
      }),
    );
    passed.end();
  });
  return await listening(server, sockets);
}

/** Headers with the Date of the gateway's own clock, if it has one. */
function dated(raw: string[], { date }: Manner): string[] {
  if (date === undefined) return raw;
  return raw.map((text, n) => (n % 2 === 1 && /^date$/i.test(raw[n - 1] ?? "") ? date().toUTCString() : text));
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part);
  return Buffer.concat(parts);
}

function asText({ status, headers, body }: OwnAnswer): string {
  const all = { ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${body}`;
}

/** A proxy that makes a tunnel for whatever name it is asked, to the one port of this machine that it knows for it. */
export async function tunnelTo(ports: Record<string, number>): Promise<Standing> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((caller) => {
    keep(sockets, caller);
    caller.once("data", (bytes) => {
      const name = /^CONNECT ([^:\s]+)/.exec(bytes.toString("latin1"))?.[1] ?? "";
      const port = ports[name];
      if (port === undefined) {
        caller.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
        return;
      }
      const resource = connect(port, "127.0.0.1", () => {
        caller.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        caller.pipe(resource).pipe(caller);
      });
      keep(sockets, resource);
    });
  });
  return await listening(server, sockets);
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => sockets.delete(socket));
}

async function listening(server: Server, sockets: Set<Socket>): Promise<Standing> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Passes connections on as they are, but for those of the given numbers: these are accepted, and nothing is passed on. */
export async function silentFor(endpoint: string, from: number, to: number): Promise<Standing> {
  const sockets = new Set<Socket>();
  let number = 0;
  const server = createTcpServer((caller) => {
    keep(sockets, caller);
    number += 1;
    if (number > from && number <= to) return;
    const resource = connect(Number(new URL(endpoint).port), "127.0.0.1");
    keep(sockets, resource);
    caller.pipe(resource).pipe(caller);
  });
  return await listening(server, sockets);
}
