import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { Connection } from "../model/connection.ts";
import { classOfAddress } from "./address-class.ts";
import { readTlsSession } from "./certificate-chain.ts";
import type { WireContext } from "./context.ts";
import { lookupOptions } from "./lookup.ts";
import type { Network } from "./network.ts";
import { isSecure, portOf } from "./origin.ts";
import type { HopClock } from "./phases.ts";
import { plainError } from "./platform-error.ts";
import { proxyFor, type WebProxy } from "./proxy.ts";
import { PLAIN_TLS } from "./tls.ts";
import { openTunnel } from "./tunnel.ts";

type CertificateContext = Pick<WireContext, "vault" | "certificates">;

/**
 * Opens the one socket of a hop, for both transports, and informs the hop's clock of its events. Its listeners are
 * registered first, because the client libraries write the request from their own, later ones.
 * @param opened called once: with a connecting socket, with the socket of an open proxy tunnel, or with the error of
 * that tunnel
 * @returns the socket that is open until then, to be destroyed if the hop ends early
 */
export function openSocket(
  url: URL,
  context: Pick<WireContext, "network" | "limits" | "vault" | "certificates">,
  clock: HopClock,
  opened: (error: Error | null, socket: Socket | null) => void,
): Socket {
  const { network, limits } = context;
  const proxy = proxyFor(url, network.proxies);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secured = () => (network.tls ?? PLAIN_TLS).optionsTo(host, "origin");
  if (proxy === null) {
    const options = { host, port: portOf(url), ...lookupOptions(network, portOf(url)) };
    if (isIP(host) !== 0) skipLookup(host, clock);
    const socket = isSecure(url) ? connectTls({ ...options, ...secured() }) : connectTcp(options);
    opened(null, watch(socket, clock, isSecure(url), context));
    return socket;
  }
  clock.seen.tunnelling = true;
  const literal = new URL(proxy.origin).hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) skipLookup(literal, clock);
  const raw = connectToProxy(proxy, network);
  watch(raw, clock, false, context);
  openTunnel(raw, url, { proxy, clock, limits }, (error) => {
    if (error !== null) {
      opened(error, null);
      return;
    }
    clock.seen.tunnelling = false;
    clock.enter(isSecure(url) ? "tls" : "request");
    opened(null, isSecure(url) ? watchTls(connectTls({ socket: raw, ...secured() }), clock, context) : raw);
  });
  return raw;
}

function watch(socket: Socket, clock: HopClock, tls: boolean, context: CertificateContext): Socket {
  socket.prependOnceListener("lookup", (error: unknown, address: string) => {
    // This event also reports a name that was not found.
    if (error instanceof Error) return;
    clock.connection = connectionTo(address);
    clock.mark("dns");
    clock.enter("tcp");
  });
  socket.prependOnceListener("connect", () => {
    const { remoteAddress, remoteFamily, remotePort } = socket;
    clock.remote = remoteFamily === "IPv6" ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
    clock.connection = connectionTo(remoteAddress ?? "");
    clock.mark("tcp");
    clock.enter(tls ? "tls" : "request");
  });
  return watchTls(socket, clock, context);
}

function skipLookup(address: string, clock: HopClock): void {
  clock.connection = connectionTo(address);
  clock.enter("tcp");
}

function connectionTo(address: string): Connection | null {
  const family = isIP(address);
  return family === 0 ? null : { family: `IPv${family === 6 ? 6 : 4}`, address: classOfAddress(address) };
}

function watchTls(socket: Socket, clock: HopClock, { vault, certificates }: CertificateContext): Socket {
  // Node emits `secure` before it checks the certificate. A refused certificate closes the socket, which then has none.
  socket.prependOnceListener("secure", () => {
    if (clock.seen.tunnelling === true || !(socket instanceof TLSSocket) || clock.connection === null) return;
    const tls = readTlsSession(socket, vault, certificates ?? new Map());
    if (tls !== null) clock.connection.tls = tls;
  });
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
