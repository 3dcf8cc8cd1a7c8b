import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A server accepts connections at the endpoint but responds to no request.",
  evidence: "No request of the run got a response, and most of the connections were accepted.",
  causes: [
    "A gateway, load balancer or firewall accepts connections but does not forward them.",
    "The endpoint responds more slowly than the configured timeout.",
  ],
  title: { silent: "Endpoint accepts connections but never responds" },
  explanation: {
    withSpan:
      "The host {host} accepted the connections of {requests} and sent no response before the deadline, {span}.",
    withoutSpan: "The host {host} accepted the connections of {requests} and sent no response before the deadline.",
    skipped: "The run skipped {cells}.",
    nothingKnown: "Nothing is known about any deployment or path.",
  },
  remedy: {
    check:
      "Check the gateway, load balancer or firewall in front of the endpoint. It accepts connections but does not forward them. If the endpoint is only slow, run again with a longer --timeout.",
  },
} as const satisfies FindingText;
