import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The peer accepted the WebSocket and ended the session without a reason. Many clients show this as close code 1006.",
  evidence:
    "The handshake returned 101. Then the peer closed or reset the connection without an error event or a close reason.",
  causes: [
    "A proxy or gateway between the client and the service does not support WebSockets, or closes idle ones.",
    "The service ends the session because of an internal error.",
  ],
  title: { closed: "Peer closes the session without a reason at stage {stage}" },
  explanation: {
    noReason:
      "The handshake returned 101. The peer then ended the session without a close frame or code ({attempts}). This is neither a refusal nor support.",
    reset:
      "The handshake returned 101. The peer then reset the connection ({attempts}). This is neither a refusal nor support.",
    early:
      "The handshake returned 101. The peer then sent a normal close before the result was due ({attempts}). This is neither a refusal nor support.",
    noneLast:
      "No socket of this target lasted until a result. A proxy or gateway that does not carry WebSockets is as likely as the service.",
    othersLast: "Other sockets of this target lasted until a result over the same network.",
    likeMissing: "The peer ends the session in the same way for a nonexistent deployment.",
  },
  remedy: {
    network:
      "Run once from a network without a proxy, and compare. Check that everything between here and the service supports WebSockets.",
    repeat: "Run again. Use a path that is listed as working, and report the request and session ids.",
  },
  ask: { find: "Please find the session by these ids, and send an error event or a close code with a reason." },
} as const satisfies FindingText;
