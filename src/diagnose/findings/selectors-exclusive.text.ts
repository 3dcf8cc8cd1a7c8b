import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A realtime request names its purpose in two ways, and the service accepts only one of them.",
  evidence:
    "The service refuses a request with two selectors, such as model= and intent=. Its error names them, or the same path returned a result with one selector.",
  causes: [
    "The client library adds model= to a URL that already has intent=.",
    "The client sends model= and intent= together for transcription.",
  ],
  title: {
    path: "{path} rejects {selectors} together",
    onePath: "One path rejects {selectors} together",
    short: "A path rejects two selectors (such as model= and intent=)",
  },
  explanation: {
    refused: "With {selectors} the handshake got {answer}.",
    works: "With one of them, the same path returned a result for {deployment} ({probes}).",
  },
  remedy: {
    send: "Send exactly one of model= and intent=. For transcription, send only intent=transcription and name the deployment in the session.",
  },
  ask: { state: "Please state in the error that the selectors cannot be combined, and which one to remove." },
} as const satisfies FindingText;
