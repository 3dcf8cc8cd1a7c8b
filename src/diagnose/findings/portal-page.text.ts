import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A proxy of your network answers with a page instead of passing the request on.",
  evidence:
    "The response is a page without a mark of the service, and the certificate of the host is from a CA of your own.",
  causes: [
    "The proxy blocks the category or the path of the request.",
    "The proxy wants a login in a browser first.",
    "The proxy does not pass WebSockets on.",
  ],
  title: {
    host: "A proxy answers with a page in the name of {host}",
    short: "A proxy answers with a page in the name of the target",
  },
  explanation: {
    page: "The response to {requests} is a page (status {status}) without any mark of the service.",
    issuer:
      "The certificate of {host} was issued by {issuer}, which is no public CA. So the proxy that signed it sent the page.",
    conclusion: "Nothing is concluded from the page about what is supported.",
  },
  remedy: {
    allow:
      "Open the page in a browser on this network to read its reason. Then ask the operator of the proxy to pass requests and WebSockets to this host.",
  },
} as const satisfies FindingText;
