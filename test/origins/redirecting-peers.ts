import type { Socket } from "node:net";
import { createServer } from "node:net";
import { type RawPeer, rawPeer } from "../support/raw-peer.ts";
import { LOCATIONS, type Ports } from "./locations.ts";

/** The configured origin, and peers that nobody configured; all log every byte. */
export interface Peers {
  own: RawPeer;
  strangers: RawPeer[];
  ports: Ports;
  close(): Promise<void>;
}

/** The path that asks for so many redirects of a status, the last of them to a form of Location. */
export function pathOf(status: number, chain: number, location: number): string {
  return `/chain/${status}/${chain}/${location}`;
}

export async function redirectingPeers(): Promise<Peers> {
  const other = await rawPeer((socket) => answer(socket, 200));
  const ports: Ports = { own: 0, other: other.port };
  const own = await rawPeer((socket, head) => redirect(socket, head, ports));
  ports.own = own.port;
  const twin = await twinOf(own.port);
  return {
    own,
    strangers: [other, twin],
    ports,
    close: async () => {
      await Promise.all([own.close(), other.close(), twin.close()]);
    },
  };
}

function redirect(socket: Socket, head: string, ports: Ports): void {
  const [, status, chain, location] = /^\S+ \/chain\/(\d+)\/(\d+)\/(\d+)/.exec(head) ?? [];
  if (status === undefined) {
    answer(socket, 404);
    return;
  }
  const key = /\r\n(?:api-key|authorization): *(?:Bearer )?([^\r]+)/i.exec(head)?.[1] ?? "";
  const to =
    Number(chain) > 1
      ? pathOf(Number(status), Number(chain) - 1, Number(location))
      : LOCATIONS[Number(location)]?.of(ports, key);
  answer(socket, Number(status), `location: ${to}\r\n`);
}

function answer(socket: Socket, status: number, headers = ""): void {
  socket.end(`HTTP/1.1 ${status} X\r\n${headers}connection: close\r\ncontent-length: 2\r\n\r\n{}`);
}

/** The same port of another loopback address. */
async function twinOf(port: number): Promise<RawPeer> {
  const received: string[] = [];
  const server = createServer((socket) => {
    const index = received.push("") - 1;
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      received[index] += bytes.toString("latin1");
      answer(socket, 200);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.2", resolve));
  return {
    port,
    received,
    open: () => 0,
    idle: async () => undefined,
    url: (scheme, path = "/") => new URL(`${scheme}://127.0.0.2:${port}${path}`),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
