import { request as connectRequest } from "node:http";
import type { Socket } from "node:net";
import { reveal } from "../redaction/secret.ts";
import type { Limits } from "./limits.ts";
import { portOf } from "./origin.ts";
import type { HopClock } from "./phases.ts";
import type { WebProxy } from "./proxy.ts";
import { limitInformational } from "./response.ts";

/**
 * Requests a tunnel from the proxy. The dns and tcp phases are the proxy's. Before the tunnel is open, every failure is
 * the proxy's too.
 * @param raw the connecting socket to the proxy, which the caller may destroy at any time
 * @param done called once: with a socket whose other end is the origin, or with an error
 */
export function openTunnel(
  raw: Socket,
  url: URL,
  { proxy, clock, limits }: { proxy: WebProxy; clock: HopClock; limits: Limits },
  done: (error: Error | null, socket: Socket | null) => void,
): void {
  const authority = `${url.hostname}:${portOf(url)}`;
  const credential =
    proxy.credential === null
      ? {}
      : { "Proxy-Authorization": `Basic ${Buffer.from(reveal(proxy.credential)).toString("base64")}` };
  const asked = connectRequest({
    method: "CONNECT",
    path: authority,
    headers: { Host: authority, ...credential },
    maxHeaderSize: limits.headers,
    // There is no agent, not even `false`, because Node would open a connection of its own.
    createConnection: () => raw,
  });
  asked.on("error", (error) => done(error, null));
  limitInformational(asked, limits.informational, ({ text }) => asked.destroy(new Error(text)));
  asked.on("finish", () => clock.enter("headers"));
  // After any answer to CONNECT, Node stops parsing HTTP on that socket. Only a 2xx opens a tunnel.
  asked.on("connect", ({ statusCode = 0, statusMessage = "" }, socket, head) => {
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      done(null, raw);
      return;
    }
    raw.destroy();
    const code = `PROXY_${statusCode}`;
    const message = `the proxy ${proxy.origin} answered CONNECT with ${statusCode} ${statusMessage}`;
    done(Object.assign(new Error(message), { code }), null);
  });
  asked.end();
}
