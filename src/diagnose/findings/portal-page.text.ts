import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A proxy of your network responds with a web page and does not forward the request.",
  evidence:
    "The response is a web page without a mark of the service. The certificate of the host was not issued by a public CA.",
  causes: [
    "The proxy blocks the request because of its category or path.",
    "The proxy requires a login in a browser first.",
    "The proxy does not forward WebSockets.",
  ],
  title: {
    host: "A proxy responds with a web page instead of {host}",
    short: "A proxy responds with a web page instead of the target",
  },
  explanation: {
    page: "The response to {requests} is a page (status {status}) without any mark of the service.",
    issuer:
      "The certificate of {host} was issued by {issuer}, which is no public CA. So the proxy that signed it sent the page.",
    conclusion: "Nothing is concluded from the page about what is supported.",
  },
  remedy: {
    allow:
      "Open the endpoint in a browser on this network, and read the reason on the page. Then ask the operator of the proxy to forward requests and WebSockets to this host.",
  },
} as const satisfies FindingText;
