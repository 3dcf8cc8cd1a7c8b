import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "A proxy of your network decrypts the connections to the cloud and signs them with a certificate of its own.",
  evidence:
    "The certificate of the host verifies only with a CA that is not in the list of Node, such as that of --cacert. The clouds use public CAs.",
  causes: ["A proxy or firewall of the company inspects TLS.", "An antivirus program on this machine inspects TLS."],
  title: {
    host: "TLS of {host} is re-signed by a CA of your own",
    short: "TLS of the target is re-signed by a CA of your own",
  },
  explanation: {
    issuer: "The certificate of {host} was issued by {issuer}. This CA is not one of the public CAs that Node knows.",
    conclusion:
      "So a proxy in between reads each request and its key, and can change each response. It can also limit WebSockets.",
  },
  remedy: {
    exclude:
      "Ask the operator of the proxy to exclude this host from the inspection, and compare. If a path fails here only, the proxy is a likely cause.",
  },
} as const satisfies FindingText;
