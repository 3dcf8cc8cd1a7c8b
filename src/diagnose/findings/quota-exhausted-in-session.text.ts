import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The session opened, and the deployment's quota ran out before the result.",
  evidence: "An error event within the session names a limit. The handshake was accepted.",
  causes: [
    "Other clients use the same quota of the deployment.",
    "The quota of tokens or requests per minute is too small for a session.",
  ],
  title: { exhausted: "Quota of {deployment} runs out during the session" },
  explanation: {
    exhausted:
      "The service accepted the socket, and the session reached the stage {stage}. Then the service sent {answer}. A limit of tokens or requests was reached within the session. The path and the model are not refused, and nothing is proven about them.",
  },
  remedy: {
    raise:
      "Compare the deployment's quota (tokens and requests per minute) with its other traffic. Increase it or wait, and run these cells again.",
  },
} as const satisfies FindingText;
