import { request as connectRequest } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { reveal, type Secret } from "../redaction/secret.ts";
import { sharedLookup } from "./lookup.ts";
import { portOf } from "./origin.ts";
import type { HopClock } from "./phases.ts";
import { isDirect, type ProxyRule } from "./proxy-rule.ts";
import { tlsOptions } from "./tls.ts";

/** A proxy that opens tunnels (CONNECT, RFC 9110 section 9.3.6). */
export interface WebProxy {
  /**
   * Its own origin: `http://proxy.example:8080`, or https if the client connects to it over TLS. It holds no
   * credential.
   */
  origin: string;
  /** `user:password` for CONNECT only. Null: none. */
  credential: Secret | null;
}

/** Proxies by the scheme of the URL (ws counts as http, and wss as https), and the hosts without proxy. */
export interface Proxies {
  https: WebProxy | null;
  http: WebProxy | null;
  except: ProxyRule[];
}

/** Returns the proxy for a URL, or null. */
export function proxyFor(url: URL, proxies: Proxies | undefined): WebProxy | null {
  if (proxies === undefined || isDirect(proxies.except, url)) return null;
  return /^(https|wss):$/.test(url.protocol) ? proxies.https : proxies.http;
}

/**
 * Requests a tunnel from the proxy. The dns and tcp phases are the proxy's. Before the tunnel is open, every failure is
 * the proxy's too.
 * @param raw the connecting socket to the proxy, which the caller may destroy at any time
 * @param done called once: with a socket whose other end is the origin, or with an error
 */
export function openTunnel(
  raw: Socket,
  url: URL,
  proxy: WebProxy,
  clock: HopClock,
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
    // There is no agent, not even `false`, because Node would open a connection of its own.
    createConnection: () => raw,
  });
  asked.on("error", (error) => done(error, null));
  asked.on("finish", () => clock.enter("headers"));
  // After any answer to CONNECT, Node stops parsing HTTP on that socket. Only a 2xx opens a tunnel.
  asked.on("connect", ({ statusCode = 0, statusMessage = "" }, socket, head) => {
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      done(null, raw);
      return;
    }
    raw.destroy();
    // tinyproxy answers 407 to no credential and 401 to a wrong one. Before the tunnel is open, both are its own.
    const code = statusCode === 407 || statusCode === 401 ? PROXY_DEMANDS_CREDENTIALS : PROXY_REFUSED;
    const message = `the proxy ${proxy.origin} answered CONNECT with ${statusCode} ${statusMessage}`;
    done(Object.assign(new Error(message), { code }), null);
  });
  asked.end();
}

/** Codes of this tool's own errors, in addition to the platform's. */
const PROXY_DEMANDS_CREDENTIALS = "PROXY_CREDENTIALS";
const PROXY_REFUSED = "PROXY_REFUSED";

/** Opens a socket to the proxy itself. */
export function connectToProxy(proxy: WebProxy, trust: string | null): Socket {
  const url = new URL(proxy.origin);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: portOf(url), lookup: sharedLookup };
  if (url.protocol === "http:") return connectTcp(options);
  return connectTls({ ...options, ...tlsOptions(host, trust) });
}
