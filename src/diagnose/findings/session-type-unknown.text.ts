import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service does not know the session type in a request for a client secret.",
  evidence: "The error of the service names the session type as the wrong parameter.",
  causes: [
    "The path issues no client secrets for this session type.",
    "The request has no session type, or a misspelt one.",
  ],
  title: {
    unknown: "{path} does not know the session type “{type}”",
    unknownShort: "Service does not know the session type “{type}”",
    missing: "{path} requires a session type",
    missingShort: "One path requires a session type",
  },
  explanation: {
    answer: "{path} returned {answer}.",
    unknown: "The cause is the type {type} in the body, for every deployment.",
    missing: "The cause is the missing type in the body, for every deployment.",
    issued: "In this run it issued client secrets for these types: {types}.",
  },
  remedy: {
    translation:
      "Connect to /openai/v1/realtime/translations with the resource's own credential. This path issues no client secret for a translation.",
    other: "Request a session type that this path knows.",
  },
} as const satisfies FindingText;
