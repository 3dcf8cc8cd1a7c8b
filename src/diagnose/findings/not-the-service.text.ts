import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The responses do not come from the Azure OpenAI service, or nothing in them shows that they do.",
  evidence:
    "The responses have no headers, error bodies or events of the service, or they are HTML pages instead of JSON.",
  causes: [
    "A login portal or a proxy responds instead of the service.",
    "The company's own gateway responds with its own errors.",
    "The endpoint names another server.",
  ],
  title: {
    none: "No response has a mark of the service",
    some: "An unidentified server sends {responses}",
    http: "An unidentified server sends {responses} to HTTP requests",
    websocket: "An unidentified server sends {responses} to WebSocket handshakes",
  },
  explanation: {
    marks:
      "A response of the service carries its headers (apim-request-id, x-ms-region), its error body or its events.",
    noMarks: "These responses ({answer}) carry none of them.",
    pages: "These responses are HTML pages instead (status {status}).",
    noStatus: "These responses are HTML pages instead.",
    conclusion:
      "A login portal, a proxy or your own gateway may have sent them. So nothing is concluded from them about what is supported.",
    http: "All of them respond to plain HTTP requests. Over WebSocket the service responded in the same run.",
    websocket: "All of them respond to WebSocket handshakes. Over HTTP the service responded in the same run.",
  },
  remedy: {
    none: "Check the endpoint, and run again from a network without a proxy or portal. If you use your own gateway, send the requests to the resource itself as well.",
    some: "Run these cells again. If their requests go through your own gateway, send them to the resource itself and compare.",
  },
} as const satisfies FindingText;
