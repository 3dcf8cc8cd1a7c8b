import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The host name of the target has a private address here, so requests do not go to its public address.",
  evidence: "The client resolved the name itself, and the address is not a public one.",
  causes: [
    "The resource has a private endpoint, and the DNS of this network knows its address.",
    "The DNS of this network has its own answer for the name (split DNS).",
    "A VPN or a security agent resolves names to its own addresses.",
    "`--resolve` or the hosts file of this machine sets the address.",
  ],
  title: {
    host: "{host} has {address} address here",
    short: "Host name has {address} address here",
    unreachable: "{host} has {address} address that is unreachable",
    unreachableShort: "Host name has {address} address that is unreachable",
  },
  explanation: {
    address: "The name {host} resolves to {address} address on this machine.",
    works: "The service responds there. So this is a private endpoint, or a network that leads to the service.",
    other: "The responses have no mark of the service. So another server may respond at this address.",
    unreachable:
      "No connection to this address was possible: {reason} ({cause}). A private endpoint is reachable only from its own network. Nothing is known about any deployment or path.",
  },
  remedy: {
    works: "If a path fails here, run again from another network and compare the reports.",
    other: "Check which DNS server this machine uses, and which server responds at this address.",
    unreachable:
      "Run from the network of the private endpoint, or connect to its VPN. If the resource allows public access, use a DNS server without the private zone, or --resolve HOST:443:ADDRESS.",
  },
} as const satisfies FindingText;
