import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service accepted a WebSocket and reported an error before the client sent an event.",
  evidence: "An error event of the service was received before the client sent an event.",
  causes: [
    "A server-side configuration that the handshake selects is invalid.",
    "A component in front of the model sends its own events to the model.",
  ],
  title: { error: "Service reported an error before the client sent an event" },
  explanation: {
    answer: "{path} accepted the socket and sent {answer}.",
    unprompted: "The client had sent no event, so no event of the client is the cause.",
    closed: "The service then closed the socket with code {code}.",
    closedFor: "The service then closed the socket with code {code} and the reason “{reason}”.",
  },
  remedy: {
    selection:
      "Check the configuration that the query of the handshake selects, such as an agent or a deployment. Or use a path that is listed as working.",
  },
  ask: { session: "Please find the session by its id and state which server-side configuration was invalid." },
} as const satisfies FindingText;
