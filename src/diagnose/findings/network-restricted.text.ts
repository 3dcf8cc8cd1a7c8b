import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The network rules of the resource block this machine.",
  evidence: "The error of the service names the network, and no request to the same host was accepted.",
  causes: [
    "This machine's address is not in the resource's network rules.",
    "The resource accepts only its private endpoint, and the host name resolves to a public address.",
    "A firewall or proxy routes private traffic through a public address.",
  ],
  title: { blocked: "Network rules of the resource block this machine" },
  explanation: {
    blocked:
      "The service returned {answer}. It evaluated the origin of the request, not the credential or the deployment. No request from this machine was accepted. A firewall or proxy that routes private traffic through a public address causes the same response.",
  },
  remedy: {
    allow:
      "Run from a network that the resource allows, or add this machine's address to its network rules. For a private endpoint, check that the host name resolves to it on this machine.",
  },
} as const satisfies FindingText;
