import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "Every request to the target, or every request over one transport, gets the same response. The response does not depend on the path, the deployment or the request.",
  evidence:
    "The control for a nonexistent path gets the same response as every other request. If only one transport is affected, the requests over the other transport get proper responses.",
  causes: [
    "The endpoint belongs to another resource, or the resource was deleted.",
    "The resource or its region has an outage.",
    "A gateway or front door drops the Upgrade header, or serves only WebSockets.",
  ],
  title: {
    all: "Service returns {answer} to every request",
    allShort: "Service returns the same response to every request",
    http: "Service returns {answer} to every HTTP request, but not to WebSockets",
    httpShort: "Service returns one response to all HTTP requests",
    websocket: "Service returns {answer} to every WebSocket handshake",
    websocketShort: "Service returns one response to all WebSocket handshakes",
  },
  explanation: {
    all: "In this run, {cells} and {controls} got the same response: {answer}.",
    http: "In this run, {cells} and {controls} over HTTP got the same response: {answer}.",
    websocket: "In this run, {cells} and {controls} over WebSocket got the same response: {answer}.",
    otherTransport: "Requests over the other transport got other responses.",
    conclusion:
      "The controls include a nonexistent path. So nothing evaluated the path, the deployment or the request, and nothing is known about them.",
  },
  remedy: {
    http: "Check what responds to plain HTTP requests at this endpoint. A gateway that serves only WebSockets responds like this.",
    websocket:
      "Check each gateway, front door and proxy between here and the service. If one drops the Upgrade header, each handshake becomes a plain GET request. Run once from a network without it. If the response is the same, this resource does not serve WebSockets.",
    outage: "Run again later. If the result is the same, run from another network and report the request ids.",
    endpoint:
      "Compare the endpoint {host} letter by letter with the one on the resource's page in the Azure portal. Check that the resource still exists.",
  },
  ask: {
    outage: "Please state whether the resource or its region had an outage at the time of these requests.",
  },
} as const satisfies FindingText;
