import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "No WebSocket handshake reaches the service, while plain HTTP requests do.",
  evidence:
    "At least two handshakes failed in the same way, and nothing in the responses came from the service. In the same run the service responded to plain HTTP requests at the same host.",
  causes: [
    "A proxy or firewall drops the Upgrade and Connection headers.",
    "A proxy closes or blocks long connections.",
    "A front door or gateway is not configured for WebSockets.",
  ],
  title: { blocked: "No WebSocket handshake gets through, but HTTP requests do" },
  explanation: {
    noAnswer: "In this run, {handshakes} got no response in time ({answer}).",
    cutOff: "In this run, {handshakes} lost the connection before a response ({answer}).",
    foreign: "In this run, {handshakes} got {status} from another server than the service ({answer}).",
    controls: "This includes {controls}.",
    conclusion:
      "In the same run the service responded to {requests} at the same host. So the network does not carry WebSockets, and nothing is known about any deployment or path.",
  },
  remedy: {
    check:
      "Check each proxy, firewall, front door and gateway between here and the service. Each must pass the Upgrade and Connection headers and keep the connection open. Run once from a network without them. Until then, use a path that needs no WebSocket.",
  },
} as const satisfies FindingText;
