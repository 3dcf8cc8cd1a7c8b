import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { endConnection } from "./connection-end.ts";
import type { OpenSocket } from "./responder.ts";

/** Makes what a session sees of an open WebSocket. */
export function openSocket(webSocket: WebSocket, socket: Socket): OpenSocket {
  // A peer that breaks the protocol ends its own socket; ws closes it with the right code.
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

/** What a close frame can hold: 123 bytes, cut at a character. A label in a recording may be longer than its secret. */
function fitted(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= 123 ? reason : new TextDecoder().decode(bytes.subarray(0, 123), { stream: true });
}

/** Codes of RFC 6455 that may stand in a close frame. */
function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
}
