import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/*
 * A peer that writes bytes, not protocol: whatever a test wants a server to do wrong, it can be told to do.
 */

/** What a peer does with a connection once the head of a request has come; `head` is the request line and headers. */
export type Behaviour = (socket: Socket, head: string) => void;

export interface RawPeer {
  port: number;
  /** All bytes of each connection, in the order of connecting. */
  received: string[];
  /** Connections that are open now. */
  open(): number;
  /** Resolves when no connection is open any more. */
  idle(): Promise<void>;
  url(scheme: "http" | "https" | "ws" | "wss", path?: string): URL;
  close(): Promise<void>;
}

/** Starts a peer on a free port of 127.0.0.1. With `atOnce` it acts on connecting, before any request. */
export async function rawPeer(
  behave: Behaviour,
  options: { tls?: TlsOptions; atOnce?: boolean; host?: string } = {},
): Promise<RawPeer> {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  let whenIdle: (() => void)[] = [];
  const below = new Map<number, Socket>();
  const onConnection = (socket: Socket) => {
    // A reset is TCP's: of a connection with TLS it is the socket below that has one.
    const raw = options.tls === undefined ? undefined : below.get(socket.remotePort ?? 0);
    if (raw !== undefined) Object.assign(socket, { resetAndDestroy: () => raw.resetAndDestroy() });
    const index = received.push("") - 1;
    let acted = false;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    });
    if (options.atOnce) behave(socket, "");
    socket.on("data", (bytes: Buffer) => {
      const text = `${received[index] ?? ""}${bytes.toString("latin1")}`;
      received[index] = text;
      if (acted || options.atOnce || !text.includes("\r\n\r\n")) return;
      acted = true;
      behave(socket, text);
    });
  };
  const settings = { noDelay: true };
  const server: Server =
    options.tls === undefined
      ? createServer(settings, onConnection)
      : createTlsServer({ ...settings, ...options.tls }, onConnection);
  server.on("tlsClientError", () => undefined);
  if (options.tls !== undefined) {
    server.on("connection", (raw: Socket) => {
      raw.on("error", () => undefined);
      below.set(raw.remotePort ?? 0, raw);
    });
  }
  await new Promise<void>((resolve) => server.listen(0, options.host ?? "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    received,
    open: () => sockets.size,
    idle: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
    url: (scheme, path = "/openai/v1/realtime?model=dep") => new URL(`${scheme}://127.0.0.1:${port}${path}`),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Writes all of it, then ends with a FIN. */
export function say(...texts: (string | Buffer)[]): Behaviour {
  return (socket) => {
    for (const text of texts) socket.write(text);
    socket.end();
  };
}

/** Writes all of it, then keeps the connection open and silent. */
export function sayAndStay(...texts: (string | Buffer)[]): Behaviour {
  return (socket) => {
    for (const text of texts) socket.write(text);
  };
}

/** Writes all of it, then resets. */
export function sayAndReset(...texts: (string | Buffer)[]): Behaviour {
  return (socket) => {
    if (texts.length === 0) {
      socket.resetAndDestroy();
      return;
    }
    // A reset discards what the peer has not read yet: it waits until the bytes are likely there.
    socket.write(Buffer.concat(texts.map((text) => Buffer.from(text))), () =>
      setTimeout(() => socket.resetAndDestroy(), 20),
    );
  };
}

/** A socket that sends whatever is written to it a byte at a time, one in each turn of the loop. */
export function inOneBytePieces(socket: Socket): Socket {
  const write = socket.write.bind(socket);
  const acts = { end: socket.end.bind(socket), reset: socket.resetAndDestroy.bind(socket) };
  const waiting: (Buffer | keyof typeof acts | (() => void))[] = [];
  let at = 0;
  let running = false;
  const step = () => {
    const first = waiting[0];
    running = first !== undefined && !socket.destroyed;
    if (first === undefined || socket.destroyed) return;
    if (typeof first === "string") acts[first]();
    else if (typeof first === "function") first();
    else write(first.subarray(at, at + 1));
    at += 1;
    if (!Buffer.isBuffer(first) || at >= first.length) {
      waiting.shift();
      at = 0;
      if (waiting.length === 0) socket.emit("drain");
    }
    setImmediate(step);
  };
  const later = (what: (typeof waiting)[number]) => {
    if (!Buffer.isBuffer(what) || what.length > 0) waiting.push(what);
    if (!running) setImmediate(step);
    running = true;
    return socket;
  };
  return Object.assign(socket, {
    write: (bytes: string | Buffer, done?: () => void) => {
      later(Buffer.from(bytes));
      if (done !== undefined) later(done);
      return false;
    },
    end: (bytes: string | Buffer = "") => {
      later(Buffer.from(bytes));
      return later("end");
    },
    resetAndDestroy: () => later("reset"),
  });
}

/** Writes the same piece for ever, as fast as the other side reads; optionally one piece every `everyMs`. */
export function repeat(start: string | Buffer, piece: string | Buffer, everyMs?: number): Behaviour {
  return (socket) => {
    socket.write(start);
    if (everyMs !== undefined) {
      const timer = setInterval(() => socket.write(piece), everyMs);
      socket.on("close", () => clearInterval(timer));
      return;
    }
    // Whole segments of it: a system call for each piece would make the peer the slow one.
    const many = Buffer.concat(Array.from({ length: Math.ceil(65_536 / piece.length) }, () => Buffer.from(piece)));
    const more = () => {
      while (!socket.destroyed && socket.write(many));
    };
    socket.on("drain", more);
    more();
  };
}

/** Writes a text a few bytes at a time. */
export function drip(text: string | Buffer, everyMs: number, bytes = 1, then?: (socket: Socket) => void): Behaviour {
  const all = Buffer.from(text);
  return (socket) => {
    let at = 0;
    const timer = setInterval(() => {
      socket.write(all.subarray(at, at + bytes));
      at += bytes;
      if (at < all.length) return;
      clearInterval(timer);
      then?.(socket);
    }, everyMs);
    socket.on("close", () => clearInterval(timer));
  };
}

/** A response as text, with its length unless headers say how it is framed. */
export function response(status: string, headers: string[] = [], body = ""): string {
  const framed = headers.some((header) => /^(content-length|transfer-encoding)/i.test(header));
  const lines = framed ? headers : [...headers, `content-length: ${Buffer.byteLength(body)}`];
  return `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n${body}`;
}

/** A whole and valid 101 for the handshake whose head is given. */
export function switching(head: string, extra: string[] = []): string {
  const key = /sec-websocket-key: *(\S+)/i.exec(head)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`, ...extra];
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
}

/** Answers a handshake with a 101, and does the rest after it. */
export function upgrade(then: (socket: Socket) => void): Behaviour {
  return (socket, head) => {
    socket.write(switching(head));
    then(socket);
  };
}

/** One frame of a server. `first` replaces the first byte (FIN, reserved bits, opcode), `masked` breaks the rule. */
export function frame(
  opcode: number,
  payload: string | Buffer = "",
  how: { first?: number; masked?: boolean; length?: Buffer } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const first = how.first ?? 0x80 | opcode;
  const mask = how.masked ? 0x80 : 0;
  let length: Buffer;
  if (bytes.length < 126) length = Buffer.from([mask | bytes.length]);
  else if (bytes.length < 65_536) length = Buffer.from([mask | 126, bytes.length >> 8, bytes.length & 0xff]);
  else {
    length = Buffer.alloc(9);
    length[0] = mask | 127;
    length.writeBigUInt64BE(BigInt(bytes.length), 1);
  }
  return Buffer.concat(
    [Buffer.from([first]), how.length ?? length, how.masked ? Buffer.alloc(4) : "", bytes].map(toBuffer),
  );
}

/** A text message holding an event. */
export function event(fields: Record<string, unknown>): Buffer {
  return frame(1, JSON.stringify(fields));
}

/** A close frame. */
export function closing(code: number, reason: string | Buffer = ""): Buffer {
  return frame(8, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]));
}

function toBuffer(part: Buffer | string): Buffer {
  return Buffer.from(part);
}
