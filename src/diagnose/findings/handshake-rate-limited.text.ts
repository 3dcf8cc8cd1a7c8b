import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The gateway limits the number of new connections in a short time. This is not the quota of a model.",
  evidence:
    "The error names the limit of new connections. Or the handshakes of several deployments get 429, while plain HTTP requests to these deployments succeed.",
  causes: [
    "Many sessions are opened within a short time.",
    "The client reconnects instead of keeping its connections open.",
  ],
  title: {
    lost: "Service limits new connections: {handshakes} got 429",
    retried: "Service limits new connections: {handshakes} got 429, then passed",
  },
  explanation: {
    answer: "The service returned 429 to {handshakes}.",
    message: "The service returned 429 “{message}” to {handshakes}.",
    limit:
      "The limit counts connections that are opened in a short time. It is not the model's quota, and says nothing about support.",
    retried: "The probes waited as the service requested, and the handshakes then passed.",
  },
  remedy: {
    retried: "No action is needed for this report. In your client, keep connections open and space out new ones.",
    lost: "Run again with --concurrency 1 or a longer --max-wait. In your client, keep connections open and space out new ones.",
  },
} as const satisfies FindingText;
