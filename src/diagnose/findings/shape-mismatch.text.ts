import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The client sends events in the shape of another generation of the protocol than the socket expects.",
  evidence:
    "The error of the service names a field of the other shape, or the socket accepts its own shape in the same run.",
  causes: [
    "The client library mixes the GA and the preview protocol.",
    "The URL was changed to the GA path, but the events were not.",
    "The service serves the path with another generation of the protocol.",
  ],
  title: {
    client: "Service rejects {other}-shaped events on a {shape} socket",
    service: "{path} rejects its own documented shape",
    serviceShort: "One path rejects its own documented shape",
  },
  explanation: {
    marks: "The event has {marks}, which belong to the {other} shape of the protocol.",
    client: "{path} expects the {shape} shape, and the service returned {answer}.",
    service:
      "The probe sent the {shape} shape that is documented for {path}, and the service returned {answer}. The socket may be served by the other generation of the protocol.",
  },
  remedy: {
    client:
      "Send the {shape} shape here, or open the {other} path. If your client library has a switch for the shape, set it and do not mix the two.",
    service: "Try the shape of the other generation on this path, and report the request ids.",
  },
  ask: { service: "Please state which shape this path accepts, or correct its documentation." },
} as const satisfies FindingText;
