import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { WireContext } from "./context.ts";
import { lookupOptions } from "./lookup.ts";
import type { Network } from "./network.ts";
import { isSecure, portOf } from "./origin.ts";
import type { HopClock } from "./phases.ts";
import { plainError } from "./platform-error.ts";
import { proxyFor, type WebProxy } from "./proxy.ts";
import { PLAIN_TLS } from "./tls.ts";
import { openTunnel } from "./tunnel.ts";

/**
 * Opens the one socket of a hop, for both transports, and informs the hop's clock of its events. Its listeners are
 * registered first, because the client libraries write the request from their own, later ones.
 * @param opened called once: with a connecting socket, with the socket of an open proxy tunnel, or with the error of
 * that tunnel
 * @returns the socket that is open until then, to be destroyed if the hop ends early
 */
export function openSocket(
  url: URL,
  { network, limits }: Pick<WireContext, "network" | "limits">,
  clock: HopClock,
  opened: (error: Error | null, socket: Socket | null) => void,
): Socket {
  const proxy = proxyFor(url, network.proxies);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secured = () => (network.tls ?? PLAIN_TLS).optionsTo(host, "origin");
  if (proxy === null) {
    const options = { host, port: portOf(url), ...lookupOptions(network, portOf(url)) };
    if (isIP(host) !== 0) clock.enter("tcp");
    const socket = isSecure(url) ? connectTls({ ...options, ...secured() }) : connectTcp(options);
    opened(null, watch(socket, clock, isSecure(url)));
    return socket;
  }
  clock.seen.tunnelling = true;
  if (isIP(new URL(proxy.origin).hostname.replace(/^\[|\]$/g, "")) !== 0) clock.enter("tcp");
  const raw = connectToProxy(proxy, network);
  watch(raw, clock, false);
  openTunnel(raw, url, { proxy, clock, limits }, (error) => {
    if (error !== null) {
      opened(error, null);
      return;
    }
    clock.seen.tunnelling = false;
    clock.enter(isSecure(url) ? "tls" : "request");
    opened(null, isSecure(url) ? watchTls(connectTls({ socket: raw, ...secured() }), clock) : raw);
  });
  return raw;
}

function watch(socket: Socket, clock: HopClock, tls: boolean): Socket {
  socket.prependOnceListener("lookup", (error: unknown) => {
    // This event also reports a name that was not found.
    if (error instanceof Error) return;
    clock.mark("dns");
    clock.enter("tcp");
  });
  socket.prependOnceListener("connect", () => {
    const { remoteAddress, remoteFamily, remotePort } = socket;
    clock.remote = remoteFamily === "IPv6" ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
    clock.mark("tcp");
    clock.enter(tls ? "tls" : "request");
  });
  return watchTls(socket, clock);
}

function watchTls(socket: Socket, clock: HopClock): Socket {
  socket.prependOnceListener("secureConnect", () => {
    // A proxy may use TLS too, but only the origin's handshake counts.
    if (clock.seen.tunnelling === true) return;
    clock.mark("tls");
    clock.enter("request");
  });
  socket.on("end", () => {
    clock.seen.ended = true;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET" || error.code === "EPIPE") clock.seen.reset = true;
    else clock.seen.error ??= plainError(error);
  });
  socket.on("close", () => {
    clock.seen.bytesRead = Math.max(clock.seen.bytesRead, socket.bytesRead);
  });
  return socket;
}

/** Opens a socket to the proxy itself. */
function connectToProxy(proxy: WebProxy, network: Network): Socket {
  const url = new URL(proxy.origin);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: portOf(url), ...lookupOptions(network, portOf(url)) };
  if (url.protocol === "http:") return connectTcp(options);
  return connectTls({ ...options, ...(network.tls ?? PLAIN_TLS).optionsTo(host, "proxy") });
}
