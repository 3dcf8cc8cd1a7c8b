import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Ms to wait before a reset, because a reset discards what the peer has not read yet. */
const READ_BY_THEN = 20;

/** Ends a connection by FIN or by reset, without the end of its protocol. */
export function endConnection(socket: Socket, how: "fin" | "reset"): void {
  if (how === "fin") socket.end();
  // Node cannot send RST on a TLS socket. Closing without close_notify is the closest equivalent.
  else if (socket instanceof TLSSocket) socket.destroy();
  else setTimeout(() => socket.resetAndDestroy(), READ_BY_THEN);
}
