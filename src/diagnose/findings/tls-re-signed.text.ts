import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "A proxy of your network decrypts the connections to the cloud and presents its own certificate to the client.",
  evidence:
    "The certificate of the host is valid only with a CA that Node does not know, such as a CA from --cacert. The clouds use public CAs.",
  causes: ["A proxy or firewall of the company inspects TLS.", "An antivirus program on this machine inspects TLS."],
  title: {
    host: "TLS of {host} is re-signed by a CA that is not public",
    short: "TLS of the target is re-signed by a CA that is not public",
  },
  explanation: {
    issuer: "The certificate of {host} was issued by {issuer}. This CA is not one of the public CAs that Node knows.",
    conclusion:
      "So a proxy in between reads each request and its key, and can change each response. It can also limit WebSockets.",
  },
  remedy: {
    exclude:
      "Ask the operator of the proxy to exclude this host from TLS inspection. Then run again and compare. If a path fails here only, the proxy is a likely cause.",
  },
} as const satisfies FindingText;
