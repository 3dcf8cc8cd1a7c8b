import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy that opens tunnels. */
export interface Relay {
  origin: string;
  /** Host and port of each tunnel. */
  opened: string[];
  close(): Promise<void>;
}

/** Starts a proxy without a password on this machine. */
export async function startRelay(): Promise<Relay> {
  const opened: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", ({ url = "" }, client: Socket) => {
    opened.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const origin = connect(Number(port), hostname, () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const [one, other] of [
      [client, origin],
      [origin, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
    origin.pipe(client);
    client.pipe(origin);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    opened,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
