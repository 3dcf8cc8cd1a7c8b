import { request as connectRequest } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { reveal, type Secret } from "../redaction/secret.ts";
import { sharedLookup } from "./lookup.ts";
import { portOf } from "./origin.ts";
import type { HopClock } from "./phases.ts";
import { type ProxyRule, refuses } from "./proxy-rule.ts";
import { tlsOptions } from "./tls.ts";

/** A proxy that makes tunnels (CONNECT, RFC 9110 section 9.3.6). */
export interface WebProxy {
  /** Its own origin: `http://proxy.example:8080`; https where it is spoken to over TLS. Holds no credential. */
  origin: string;
  /** `user:password` for CONNECT and for nothing else; null: none. */
  credential: Secret | null;
}

/** By the scheme of what is asked, WebSocket counted to its HTTP; and the hosts that are asked directly. */
export interface Proxies {
  https: WebProxy | null;
  http: WebProxy | null;
  except: ProxyRule[];
}

/** The proxy that a URL is asked through, or null. */
export function proxyFor(url: URL, proxies: Proxies | undefined): WebProxy | null {
  if (proxies === undefined || refuses(proxies.except, url)) return null;
  return /^(https|wss):$/.test(url.protocol) ? proxies.https : proxies.http;
}

/**
 * Asks the proxy for a tunnel. dns and tcp are the proxy's; until the tunnel stands, whatever fails is the proxy's too.
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
    // No agent, not even `false`: Node would make a connection of its own.
    createConnection: () => raw,
  });
  asked.on("error", (error) => done(error, null));
  asked.on("finish", () => clock.enter("headers"));
  // Node takes any answer to a CONNECT for the end of HTTP on that socket; only a 2xx makes a tunnel.
  asked.on("connect", ({ statusCode = 0, statusMessage = "" }, socket, head) => {
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      done(null, raw);
      return;
    }
    raw.destroy();
    // tinyproxy answers 407 to no credential and 401 to a wrong one: before the tunnel stands both are its own.
    const code = statusCode === 407 || statusCode === 401 ? PROXY_DEMANDS_CREDENTIALS : PROXY_REFUSED;
    const message = `the proxy ${proxy.origin} answered CONNECT with ${statusCode} ${statusMessage}`;
    done(Object.assign(new Error(message), { code }), null);
  });
  asked.end();
}

/** Codes of our own errors, beside the platform's. */
export const PROXY_DEMANDS_CREDENTIALS = "PROXY_CREDENTIALS";
export const PROXY_REFUSED = "PROXY_REFUSED";

/** A connecting socket to the proxy itself. */
export function connectToProxy(proxy: WebProxy, trust: string | null): Socket {
  const url = new URL(proxy.origin);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: portOf(url), lookup: sharedLookup };
  if (url.protocol === "http:") return connectTcp(options);
  return connectTls({ ...options, ...tlsOptions(host, trust) });
}
