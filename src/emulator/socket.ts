import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { endConnection } from "./connection-end.ts";
import type { OpenSocket } from "./responder.ts";

/** Wraps an open WebSocket for a session. */
export function openSocket(webSocket: WebSocket, socket: Socket): OpenSocket {
  // If a peer breaks the protocol, ws closes the socket with the right code.
  webSocket.on("error", () => webSocket.terminate());
  return {
    send: (text) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(text);
    },
    close: (code, reason) => {
      if (isSendable(code)) webSocket.close(code, fitted(reason));
      else socket.end();
    },
    end: (how) => endConnection(socket, how),
    onMessage: (take) => webSocket.on("message", (data, binary) => take(binary ? null : String(data))),
    onClosed: (take) => webSocket.on("close", () => take()),
  };
}

/** Cuts a reason to 123 bytes, the limit of a close frame. A label in a recording may be longer than its secret. */
function fitted(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= 123 ? reason : new TextDecoder().decode(bytes.subarray(0, 123), { stream: true });
}

/** Codes that RFC 6455 allows in a close frame. */
function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
}
