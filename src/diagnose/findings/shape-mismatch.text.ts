import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The client sends events in the GA shape to a socket that expects the preview shape, or the reverse.",
  evidence:
    "The error of the service names a field of the other shape. Or the same path accepts events in its own shape in the same run.",
  causes: [
    "The client library mixes the GA and the preview protocol.",
    "The URL was changed to the GA path, but the events were not.",
    "The service serves the path with the other shape than it documents.",
  ],
  title: {
    client: "Service rejects {other}-shaped events on a {shape} socket",
    service: "{path} rejects events in its documented shape",
    serviceShort: "One path rejects events in its documented shape",
  },
  explanation: {
    marks: "The event has {marks}, which belong to the {other} shape of the protocol.",
    client: "{path} expects the {shape} shape, and the service returned {answer}.",
    service:
      "The probe sent the {shape} shape that is documented for {path}, and the service returned {answer}. The path may expect the other shape.",
  },
  remedy: {
    client:
      "Send the {shape} shape here, or open the {other} path. If your client library has an option for GA or preview, set it to match the path.",
    service: "Try the other shape (GA or preview) on this path, and report the request ids.",
  },
  ask: { service: "Please state which shape this path accepts, or correct its documentation." },
} as const satisfies FindingText;
