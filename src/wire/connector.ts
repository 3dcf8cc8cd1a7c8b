import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isSecure, portOf } from "./origin.ts";
import type { Stages } from "./stages.ts";

/**
 * Opens the one socket of a hop, for both transports, and tells the hop's clock what happens on it. The listeners are
 * put in front: the client libraries write the request from their own, later ones.
 */
export function openSocket(url: URL, trust: string | null, stages: Stages): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const options = { host, port: portOf(url) };
  if (isIP(host) !== 0) stages.enter("tcp");
  if (!isSecure(url)) return watch(connectTcp(options), stages, false);
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({
    ...options,
    ...named,
    ...(trust === null ? {} : { ca: trust }),
    ALPNProtocols: ["http/1.1"],
  });
  return watch(socket, stages, true);
}

function watch(socket: Socket, stages: Stages, tls: boolean): Socket {
  socket.prependOnceListener("lookup", () => {
    stages.mark("dns");
    stages.enter("tcp");
  });
  socket.prependOnceListener("connect", () => {
    stages.mark("tcp");
    stages.enter(tls ? "tls" : "request");
  });
  socket.prependOnceListener("secureConnect", () => {
    stages.mark("tls");
    stages.enter("request");
  });
  socket.on("end", () => {
    stages.seen.ended = true;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET" || error.code === "EPIPE") stages.seen.reset = true;
  });
  socket.on("close", () => {
    stages.seen.bytesRead = Math.max(stages.seen.bytesRead, socket.bytesRead);
  });
  return socket;
}
