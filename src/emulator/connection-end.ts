import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Ms in which what was written before a reset is likely read: a reset discards what the peer has not read yet. */
const READ_BY_THEN = 20;

/** Ends a connection below its protocol: by FIN, or by reset. */
export function endConnection(socket: Socket, how: "fin" | "reset"): void {
  if (how === "fin") socket.end();
  // Under TLS node cannot reset; an end without TLS's own goodbye is as near as it comes.
  else if (socket instanceof TLSSocket) socket.destroy();
  else setTimeout(() => socket.resetAndDestroy(), READ_BY_THEN);
}
