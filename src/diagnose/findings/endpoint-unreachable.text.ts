import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "No request reached the target, because DNS, TCP or TLS failed first.",
  evidence: "Every attempt, controls included, failed before a response.",
  causes: [
    "The host name in the endpoint is wrong, or the resolver does not know it.",
    "A firewall or a private endpoint blocks the connection.",
    "A proxy inspects TLS with a certificate that Node does not trust.",
    "The clock of this machine is wrong.",
  ],
  title: {
    host: "{host} is unreachable: {reason}",
    endpoint: "Endpoint is unreachable: {reason}",
    short: "Endpoint is unreachable ({cause})",
  },
  explanation: {
    reason: "No request got a response: {reason} ({cause}).",
    span: "The run tried it {span}.",
    conclusion: "This affects {cells}. Nothing is known about any deployment or path.",
  },
  remedy: {
    dns: "Check the resource name in the endpoint, and check which DNS resolver this machine uses.",
    certificateHost:
      "Use the resource's own host name, also for a private endpoint. The certificate is valid for that name only.",
    certificateDate:
      "Compare this machine's clock with the certificate's dates, and check which server responds at this address.",
    tls: "Check which server responds at this address. If a proxy inspects TLS, pass its CA certificate with --cacert FILE.",
    firewall: "Allow connections to this host in the firewall of this machine, its container or its network.",
    other: "Check the endpoint, and check whether a firewall or a private endpoint blocks the connection.",
  },
} as const satisfies FindingText;
